package dev.dust.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.Target;
import dev.dust.fuzz.ValueMutations;
import dev.dust.testkit.NaiveCache;
import dev.dust.testkit.conformance.ScenarioFile.Found;
import dev.dust.value.ListValue;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A file is scenarios, or what is wrong with it is said; a scenario passes or fails, and says why in one line. */
class ScenarioFuzzTest {
    private static final ValueMutations MUTATIONS = new ValueMutations(new JacksonCodecs());
    private static final Corpus OWN = Corpus.of(ScenarioFuzzTest.class, "scenarios");

    /** Each scenario that comes with the kit. */
    private static Corpus bundled() {
        var samples = new ArrayList<Corpus.Sample>();
        for (String file : List.of("basics.json", "order.json", "leases.json", "reading.json", "outbox.json", "values.json")) {
            try (InputStream in = BundledScenarios.class.getResourceAsStream(file)) {
                for (Value scenario : ((ListValue) Json.parse(in.readAllBytes())).items()) {
                    samples.add(new Corpus.Sample(file + ":" + samples.size(), Json.CODECS.json().encode(scenario)));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return new Corpus(samples);
    }

    @Test
    void everyFile_isScenarios_orItIsSaidWhyNot() {
        new Fuzzer("scenarios", OWN.and(bundled()), MUTATIONS.json(), 5_000).run(input -> {
            List<Found> found = ScenarioFile.parse("fuzzed.json", input);
            assertThat(found).isNotEmpty()
                    .allSatisfy(one -> assertThat(one.scenario() == null).isEqualTo(one.problem() != null));
            return found.size() + " " + (found.getFirst().problem() == null
                    ? "with " + found.getFirst().scenario().steps().size()
                    : Target.kind(new IllegalArgumentException(found.getFirst().problem())));
        });
    }

    @Test
    void everyScenario_passesOrFails_inOneLine() {
        var runner = new ConformanceRunner(NaiveCache::new, true);
        new Fuzzer("scenarios", OWN.and(bundled()), MUTATIONS.json(), 300).unbounded().run(input -> {
            String last = "none";
            for (Found found : ScenarioFile.parse("fuzzed.json", input)) {
                Verdict verdict = runner.judge(found);
                assertThat(verdict.line(found.name())).as("a line").doesNotContain("\n");
                last = verdict.line("");
                assertThat(last).doesNotContain("come to rest", "without a fault, saw", "client that can be started");
            }
            return Target.kind(new IllegalArgumentException(last));
        });
    }
}
