package dev.dust.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A finding fails the test, small and with its seed; without one a run goes on to its end. */
class FuzzerTest {
    private static final Budget BUDGET = new Budget(7, 3_000, 0);

    /** Longer by a byte each time. */
    private static final Mutations GROWING = (parent, other, random) -> {
        byte[] longer = Arrays.copyOf(parent, parent.length + 1);
        longer[parent.length] = (byte) ('a' + random.nextInt(26));
        return longer;
    };

    private static Corpus corpus(String... samples) {
        return new Corpus(Stream.of(samples)
                .map(sample -> new Corpus.Sample(sample + ".sample", sample.getBytes(StandardCharsets.UTF_8))).toList());
    }

    private static Fuzzer fuzzer(String name, Corpus corpus, Mutations mutations) {
        return new Fuzzer(name, corpus, mutations, 0);
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private static String refuseX(byte[] input) {
        if (text(input).contains("x")) {
            throw new IllegalStateException("an x");
        }
        return Integer.toString(input.length);
    }

    @Test
    void aFinding_isToldWithItsSeed_andWithoutWhatItDoesNotNeed() {
        assertThatThrownBy(() -> fuzzer("letters", corpus("begin"), GROWING).run(FuzzerTest::refuseX, BUDGET))
                .isInstanceOf(AssertionError.class).hasMessageContaining("letters").hasMessageContaining("an x")
                .hasMessageContaining(" of the seed 7").hasMessageContaining("made small: x\n").hasMessageContaining("eA==")
                .hasRootCauseMessage("an x");
        assertThat(Path.of("target", "fuzz", "letters.base64")).content().isEqualTo("eA==");
    }

    @Test
    void samples_areTriedBeforeAllElse_asTheyAre() {
        assertThatThrownBy(() -> fuzzer("samples", corpus("fine", "exact"), GROWING).run(FuzzerTest::refuseX, BUDGET))
                .hasMessageContaining("the sample exact.sample");
    }

    @Test
    void withoutAFinding_everyInputIsTried_theSameEachTime() {
        var once = new ArrayList<String>();
        var again = new ArrayList<String>();
        for (List<String> tried : List.of(once, again)) {
            fuzzer("letters", corpus("a", "b"), Mutations.bytes()).run(input -> {
                tried.add(HexFormat.of().formatHex(input));
                return "";
            }, BUDGET);
        }

        assertThat(again).isEqualTo(once).startsWith("61", "62").hasSize(2 + (int) BUDGET.inputs());
    }

    @Test
    void anInputWithANewKindOfOutcome_isMutatedFurther() {
        var longest = new ArrayList<>(List.of(0));
        fuzzer("lengths", corpus("a"), GROWING).run(input -> {
            longest.set(0, Math.max(longest.getFirst(), input.length));
            return Integer.toString(input.length);
        }, BUDGET);
        assertThat(longest.getFirst()).isGreaterThan(10);

        longest.set(0, 0);
        fuzzer("lengths", corpus("a"), GROWING).run(input -> {
            longest.set(0, Math.max(longest.getFirst(), input.length));
            return "always the same";
        }, BUDGET);
        assertThat(longest.getFirst()).isEqualTo(2);
    }

    @Test
    void anInputThatTakesMoreMemoryThanItsSizeAllows_isAFinding_unlessThereAreNoBounds() {
        Target wasteful = input -> "of " + new byte[64 << 20].length;

        assertThatThrownBy(() -> fuzzer("memory", corpus("a"), GROWING).run(wasteful, BUDGET))
                .hasMessageContaining("bytes of memory; the bounds are");
        assertThatCode(() -> fuzzer("memory", corpus("a"), GROWING).unbounded().run(wasteful, new Budget(7, 3, 0)))
                .doesNotThrowAnyException();
    }

    @Test
    void whatGoesWrongInTheFuzzer_isNoRunWithoutFindings() {
        Mutations broken = (parent, other, random) -> {
            throw new IllegalStateException("no mutant");
        };

        assertThatThrownBy(() -> fuzzer("broken", corpus("a"), broken).run(input -> "", BUDGET))
                .hasMessageContaining("in the fuzzer itself").hasRootCauseMessage("no mutant");
    }

    @Test
    void aKindOfOutcome_hasNothingOfTheInput() {
        assertThat(Target.kind(new IllegalArgumentException("\"abc\" stands at 12")))
                .isEqualTo("IllegalArgumentException: # stands at #")
                .isEqualTo(Target.kind(new IllegalArgumentException("\"de\" stands at 3456")));
    }
}
