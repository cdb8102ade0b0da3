package dev.dust.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives a target all samples of a corpus as they are, so that what was once a finding never is again; and then mutants of them.
 * A finding is whatever the target throws, an input that it does not get done with, and one that takes more time or memory than
 * a multiple of its size. It fails the test, with the seed, and is made small, printed and written to {@code target/fuzz}, so
 * that it can be put into the corpus.
 *
 * <p>How long that goes on: {@link Budget#given}.
 */
public final class Fuzzer {
    private static final System.Logger LOG = System.getLogger(Fuzzer.class.getName());
    /** Where depth costs stack, inputs of {@link ByteMutations#MOST_BYTES} are deeper than this. */
    private static final long STACK = 1 << 20;
    private static final long MOST_NANOS = 60_000_000_000L;
    private static final long LOOK_EVERY_MILLIS = 200;
    private static final int MOST_PARENTS = 5_000;

    private final String name;
    private final Corpus corpus;
    private final Mutations mutations;
    private final long inputs;
    private Usage.Bound bound = Usage.Bound.USUAL;

    /** The input that is being taken. */
    private volatile byte[] current = new byte[0];
    private volatile long currentSince;
    private volatile @Nullable Finding finding;

    /** An input that breaks the rule of its target. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Finding(byte[] input, String where, Throwable what) {
    }

    /**
     * Describes a run.
     *
     * @param name   of the target and its corpus
     * @param inputs how many mutants are made, unless a time is given
     */
    public Fuzzer(String name, Corpus corpus, Mutations mutations, long inputs) {
        this.name = name;
        this.corpus = corpus;
        this.mutations = mutations;
        this.inputs = inputs;
    }

    /**
     * Does without bounds of time and memory but that each input is done with: for targets that work in threads of their own.
     */
    public Fuzzer unbounded() {
        bound = new Usage.Bound(Long.MAX_VALUE / 2, 0, Long.MAX_VALUE / 2, 0);
        return this;
    }

    /**
     * Runs.
     *
     * @throws AssertionError if there is a finding
     */
    public void run(Target target) {
        run(target, Budget.given(inputs));
    }

    /** The same, whatever the system properties say. */
    void run(Target target, Budget budget) {
        current = new byte[0];
        currentSince = System.nanoTime();
        var worker = new Thread(null, () -> watched(target, budget), "fuzz-" + name, STACK);
        worker.setDaemon(true);
        worker.start();
        try {
            while (worker.isAlive() && finding == null) {
                worker.join(LOOK_EVERY_MILLIS);
                if (System.nanoTime() - currentSince > MOST_NANOS && worker.isAlive()) {
                    var stuck = new AssertionError("it is not done with this input after a minute");
                    stuck.setStackTrace(worker.getStackTrace());
                    finding = new Finding(current, "seed " + budget.seed(), stuck);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (finding != null) {
            throw Findings.report(name, finding.where, finding.input, finding.what);
        }
    }

    /** What goes wrong outside of the target must not look like the end of a run without findings. */
    private void watched(Target target, Budget budget) {
        try {
            work(target, budget);
        } catch (Throwable ofFuzzer) {
            finding = new Finding(current, "behind this input of the seed " + budget.seed() + ", in the fuzzer itself",
                    ofFuzzer);
        }
    }

    private void work(Target target, Budget budget) {
        List<byte[]> parents = new ArrayList<>();
        Set<String> kinds = new HashSet<>();
        for (Corpus.Sample sample : corpus.samples()) {
            kinds.add(take(target, sample.bytes(), "the sample " + sample.name()));
            if (finding != null) {
                return;
            }
            parents.add(sample.bytes());
        }
        var random = new Random(budget.seed());
        long start = System.nanoTime();
        long made = 0;
        for (; budget.isLeft(made, start); made++) {
            byte[] input = mutations.mutate(any(parents, random), any(parents, random), random);
            String kind = take(target, input, "input " + made + " of the seed " + budget.seed());
            if (finding != null) {
                return;
            }
            if (kinds.add(kind) && parents.size() < MOST_PARENTS) {
                parents.add(input);
            }
        }
        LOG.log(System.Logger.Level.INFO, "fuzzed {0}: seed {1}, {2} samples, {3} mutants, {4} kinds of outcome", name,
                Long.toString(budget.seed()), corpus.samples().size(), made, kinds.size());
    }

    private static byte[] any(List<byte[]> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }

    /** The kind of outcome; null for a finding. */
    private @Nullable String take(Target target, byte[] input, String where) {
        current = input;
        currentSince = System.nanoTime();
        try {
            return takeWithinBounds(target, input);
        } catch (Throwable what) {
            byte[] small = Shrinker.shrink(input, smaller -> isFinding(target, smaller, what));
            finding = new Finding(small, where, what);
            return null;
        }
    }

    private String takeWithinBounds(Target target, byte[] input) throws Exception {
        Usage start = Usage.now();
        String kind = target.take(input);
        bound.check(input.length, Usage.now().since(start));
        return kind;
    }

    private boolean isFinding(Target target, byte[] input, Throwable like) {
        currentSince = System.nanoTime();
        try {
            takeWithinBounds(target, input);
            return false;
        } catch (Throwable what) {
            return what.getClass() == like.getClass();
        }
    }
}
