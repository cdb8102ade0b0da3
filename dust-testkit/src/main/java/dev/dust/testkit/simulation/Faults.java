package dev.dust.testkit.simulation;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How likely each fault is in this run, and which dimensions it has. Each run has other faults, and leaves some out altogether:
 * what only shows when one fault is frequent, or another is absent, is found as well.
 */
final class Faults {
    private static final double LEFT_OUT = 0.35;

    private final SeededRandom random;
    private final Map<Fault, Double> probabilities = new EnumMap<>(Fault.class);
    private boolean healed;
    private final Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);

    /**
     * The faults of a run.
     *
     * @param possible the dimensions that it may have
     * @param nodes    whether it has several nodes: no draw of this run's
     */
    Faults(SeededRandom random, Set<Dimension> possible, boolean nodes) {
        this.random = random;
        for (Fault fault : Fault.values()) {
            if (fault.dimension() == null) {
                double probability = random.upTo(fault.most());
                probabilities.put(fault, random.chance(LEFT_OUT) ? 0 : probability);
            }
        }
        // What is not possible costs no chance: a run stays what it is, whatever a later version can simulate.
        for (Dimension dimension : possible) {
            if (dimension != Dimension.SEVERAL_NODES && random.chance(dimension.share())) {
                dimensions.add(dimension);
            }
        }
        if (nodes) {
            // These servers are real ones: they lose nothing, crash on nothing, and take each op once.
            dimensions.removeAll(Set.of(Dimension.HOSTED_SERVER, Dimension.SERVER_CRASHES, Dimension.LOST_TAIL,
                    Dimension.IDEMPOTENT_SERVER, Dimension.SESSION_TAKEOVER));
            dimensions.add(Dimension.SEVERAL_NODES);
        }
        if (has(Dimension.LOST_TAIL)) {
            // A cache that goes back to a history that is gone as well cannot be told from one that did not.
            dimensions.remove(Dimension.FAILOVER);
        }
        for (Fault fault : Fault.values()) {
            if (fault.dimension() != null) {
                probabilities.put(fault, has(fault.dimension()) ? random.upTo(fault.most()) : 0);
            }
        }
    }

    /** Whether this run has it. */
    boolean has(Dimension dimension) {
        return dimensions.contains(dimension);
    }

    /** Whether it happens now. */
    boolean strikes(Fault fault) {
        return random.chance(probabilities.getOrDefault(fault, 0.0));
    }

    boolean isHealed() {
        return healed;
    }

    /** From now on nothing goes wrong. */
    void heal() {
        healed = true;
        probabilities.replaceAll((fault, probability) -> 0.0);
    }

    @Override
    public String toString() {
        return probabilities + ", " + dimensions;
    }
}
