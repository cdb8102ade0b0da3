package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.PendingWrite;
import dev.dust.PendingWrite.Why;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.Target;
import dev.dust.fuzz.ValueMutations;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * An outbox that another version, or nobody knows who, has written: what is an op goes out and ends, what is none stays where
 * it is, what cannot be sent can be taken back, and new writes go on. An op that was read is kept as it was.
 */
class OutboxFuzzTest {
    private static final ValueMutations MUTATIONS = new ValueMutations(new JacksonCodecs());
    private static final ValueCodec JSON = new JacksonCodecs().json();

    @Test
    void everyEntry_isAnOpThatEnds_orStays_andStopsNoOther() {
        new Fuzzer("outbox", Corpus.of(getClass(), "outbox"), MUTATIONS.jsonLines(), 1_000).unbounded()
                .run(OutboxFuzzTest::restore);
    }

    @Test
    void everyEntry_isAnOp_orRefused_andKeptAsItWas() {
        new Fuzzer("outbox", Corpus.of(getClass(), "outbox"), MUTATIONS.jsonLines(), 20_000).run(input -> {
            var kinds = new StringBuilder();
            for (Value kept : values(input)) {
                kinds.append(kind(kept)).append(' ');
            }
            return kinds.length() > 200 ? kinds.substring(0, 200) : kinds.toString();
        });
    }

    private static String kind(Value kept) {
        Op op;
        try {
            op = OpCodec.stored(kept);
        } catch (RuntimeException refused) {
            return Target.kind(refused);
        }
        boolean unsent = OpCodec.isUnsent(kept);
        boolean maybeDuplicate = OpCodec.maybeDuplicate(kept);
        Value again = OpCodec.store(op, unsent, maybeDuplicate);
        assertThat(OpCodec.stored(again)).isEqualTo(op);
        assertThat(OpCodec.isUnsent(again)).isEqualTo(unsent);
        assertThat(OpCodec.maybeDuplicate(again)).isEqualTo(maybeDuplicate);
        assertThat(OpCodec.store(OpCodec.stored(again), unsent, maybeDuplicate)).isEqualTo(again);
        assertThat(JSON.encode(OpCodec.payload(op, "op_1"))).isNotEmpty();
        return op.name().wire();
    }

    private static List<Value> values(byte[] input) {
        var values = new ArrayList<Value>();
        for (String line : new String(input, StandardCharsets.UTF_8).split("\n")) {
            value(line.getBytes(StandardCharsets.UTF_8)).ifPresent(values::add);
        }
        return values;
    }

    private static Optional<Value> value(byte[] json) {
        try {
            return Optional.of(JSON.decode(json));
        } catch (CodecException none) {
            return Optional.empty();
        }
    }

    private static boolean isOp(Value kept) {
        try {
            OpCodec.stored(kept);
            return true;
        } catch (RuntimeException none) {
            return false;
        }
    }

    private static String restore(byte[] input) {
        var cache = new NaiveCache();
        StoreCache store = cache.open(FuzzedServer.STORE, FuzzedClient.DEVICE);
        var stays = new ArrayList<OutboxEntry>();
        long position = 0;
        for (Value op : values(input)) {
            position++;
            var entry = new OutboxEntry("op_" + position, position, 1, 0, op);
            store.commit(Commit.ofOutbox(List.of(new OutboxChange.Add(entry))));
            if (!isOp(op)) {
                stays.add(entry);
            }
        }
        try (var client = new FuzzedClient(cache)) {
            client.store();
            client.server.rest();
            List<PendingWrite> held = client.store().pending().stream().filter(write -> write.why() == Why.HELD).toList();
            assertThat(held).allMatch(PendingWrite::discard);
            client.checkThatItGoesOn();
            assertThat(store.outbox()).isEqualTo(stays);
            return position + " of which stay " + stays.size() + " and are held " + held.size() + ", rows "
                    + client.store().status().entryCount();
        }
    }
}
