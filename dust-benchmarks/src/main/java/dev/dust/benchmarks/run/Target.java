package dev.dust.benchmarks.run;

/**
 * What the ratio of ours to the yardstick has to be.
 *
 * @param least whether {@code ratio} is the least that will do; else it is the most
 * @param ratio the bound, inclusive
 */
record Target(boolean least, double ratio) {

    static Target atLeast(double ratio) {
        return new Target(true, ratio);
    }

    static Target atMost(double ratio) {
        return new Target(false, ratio);
    }

    boolean isMetBy(double measured) {
        return least ? measured >= ratio : measured <= ratio;
    }

    @Override
    public String toString() {
        return (least ? "at least " : "at most ") + ratio + "x";
    }
}
