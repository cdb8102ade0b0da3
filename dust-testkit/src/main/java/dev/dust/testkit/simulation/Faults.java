package dev.dust.testkit.simulation;

import java.util.EnumMap;
import java.util.Map;

/**
 * How likely each fault is in this run. Each run has other faults, and leaves some out altogether: what only shows when one fault
 * is frequent, or another is absent, is found as well.
 */
final class Faults {
    private static final double LEFT_OUT = 0.35;

    private final Dice dice;
    private final Map<Fault, Double> probabilities = new EnumMap<>(Fault.class);

    Faults(Dice dice) {
        this.dice = dice;
        for (Fault fault : Fault.values()) {
            double probability = dice.upTo(fault.most());
            probabilities.put(fault, dice.chance(LEFT_OUT) ? 0 : probability);
        }
    }

    /** Whether it happens now. */
    boolean strikes(Fault fault) {
        return dice.chance(probabilities.get(fault));
    }

    /** From now on nothing goes wrong. */
    void heal() {
        probabilities.replaceAll((fault, probability) -> 0.0);
    }

    @Override
    public String toString() {
        return probabilities.toString();
    }
}
