package dev.dust.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Mutants are well formed often enough to get beyond a parser, and malformed often enough to try it. */
class ValueMutationsTest {
    private static final int MUTANTS = 2_000;
    private static final byte[] PARENT = bytes("{\"a\":[1,2.5,\"text\",null],\"b\":{\"c\":true,\"d\":\"Zo\u00eb\"}}");
    private static final byte[] OTHER = bytes("[\"lent\",{\"x\":-1}]");
    private static final ObjectReader JSON = JsonMapper.shared().reader();
    private static final ObjectReader STRICT = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()
            .reader();

    private static final byte ARRAY_OF_2 = (byte) 0x92;

    private final ValueMutations mutations = new ValueMutations(new JsonAlone());

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> mutants(Mutations of, byte[] parent, long seed) {
        var random = new Random(seed);
        var mutants = new ArrayList<byte[]>();
        for (int i = 0; i < MUTANTS; i++) {
            mutants.add(of.mutate(parent, OTHER, random));
        }
        return mutants;
    }

    private static List<String> shown(List<byte[]> mutants) {
        return mutants.stream().map(HexFormat.of()::formatHex).toList();
    }

    private static double share(List<byte[]> mutants, Predicate<byte[]> of) {
        return mutants.stream().filter(of).count() / (double) mutants.size();
    }

    private static boolean isJson(ObjectReader by, byte[] text) {
        try {
            return !by.readTree(text).isMissingNode();
        } catch (JacksonException malformed) {
            return false;
        }
    }

    @Test
    void aSeed_givesTheSameMutantsEachTime_andAnotherGivesOthers() {
        for (Mutations some : List.of(mutations.json(), mutations.messagePack(), mutations.jsonLines(), Mutations.bytes())) {
            List<String> once = shown(mutants(some, PARENT, 1));

            assertThat(shown(mutants(some, PARENT, 1))).isEqualTo(once);
            assertThat(shown(mutants(some, PARENT, 2))).isNotEqualTo(once);
            assertThat(once.stream().distinct().count()).isGreaterThan(MUTANTS / 4);
        }
    }

    @Test
    void whatMutantsAreMadeOf_staysAsItIs() {
        byte[] parent = PARENT.clone();
        byte[] other = OTHER.clone();

        mutants(mutations.json(), PARENT, 3);

        assertThat(PARENT).isEqualTo(parent);
        assertThat(OTHER).isEqualTo(other);
    }

    @Test
    void mutantsOfJson_areJsonOrNot_andHaveKeysTwice() {
        List<byte[]> mutants = mutants(mutations.json(), PARENT, 4);

        assertThat(share(mutants, mutant -> isJson(JSON, mutant))).isBetween(0.2, 0.8);
        assertThat(mutants).anyMatch(mutant -> isJson(JSON, mutant) && !isJson(STRICT, mutant));
        assertThat(mutants).anyMatch(mutant -> new String(mutant, StandardCharsets.UTF_8).contains("lent"));
    }

    @Test
    void mutantsInMessagePack_areMessagePackNowAndThen() throws IOException {
        List<byte[]> mutants = mutants(mutations.messagePack(), OTHER, 5);

        assertThat(shown(mutants)).contains(HexFormat.of().formatHex(packedOther()));
        assertThat(share(mutants, mutant -> mutant.length > 0 && mutant[0] == ARRAY_OF_2)).isBetween(0.2, 0.8);
    }

    private static byte[] packedOther() throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packArrayHeader(2).packString("lent").packMapHeader(1).packString("x").packInt(-1);
            return packer.toByteArray();
        }
    }

    @Test
    void mutantsOfLines_haveTheirLinesInAnotherOrder_orMoreOrLessOfThem() {
        byte[] lines = bytes("{\"first\":1}\n{\"second\":2}\n");

        List<String> mutants = mutants(mutations.jsonLines(), lines, 6).stream()
                .map(mutant -> new String(mutant, StandardCharsets.UTF_8)).toList();

        assertThat(mutants).contains("{\"second\":2}\n{\"first\":1}\n", "{\"first\":1}\n", "{\"second\":2}\n",
                "{\"first\":1}\n{\"first\":1}\n{\"second\":2}\n", "[\"lent\",{\"x\":-1}]\n{\"first\":1}\n{\"second\":2}\n");
        assertThat(mutants).anyMatch(mutant -> mutant.startsWith("{\"first\":1}\n") && !mutant.contains("second"));
    }

    @Test
    void onlyWhatIsJson_hasAnotherForm() {
        assertThat(mutations.toMessagePack(OTHER)).isPresent();
        assertThat(mutations.toMessagePack(bytes("{"))).isEmpty();
    }
}
