package dev.dust.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.Target;
import dev.dust.fuzz.ValueMutations;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.Event;
import dev.dust.server.memory.Journal;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.CatchUp;
import dev.dust.server.rules.Crash;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.StoreRules;
import dev.dust.server.rules.StoreState;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whatever a client sends is a frame or unreadable; a frame that writes is committed or refused, or crashes the public server's
 * channel, and nothing is half done. What was committed is the same after it was written down and read.
 */
class ServerPushFuzzTest {
    private static final ValueMutations MUTATIONS = new ValueMutations(new JacksonCodecs());
    private static final Corpus FRAMES = Corpus.of(ServerPushFuzzTest.class, "client-frames");
    private static final Corpus PACKED = FRAMES.map(MUTATIONS::toMessagePack)
            .and(Corpus.of(ServerPushFuzzTest.class, "client-frames-messagepack"));
    private static final String STORE = "james/blog";
    private static final long NOW = 1_767_225_600_000L;
    private static final List<MapValue> BEFORE = List.of(
            Wire.mapOf("op", "set", "path", "posts/hello", "value", Map.of("title", "Hi", "at", Map.of("x", 1))),
            Wire.mapOf("op", "set", "path", "n", "value", 1), Wire.mapOf("op", "increment", "path", "counters/a", "value", 2),
            Wire.mapOf("op", "add", "path", "tags", "value", "x"), Wire.mapOf("op", "lease", "path", "lock", "holder", "me"));

    /** A store with a history, all of it in the journal too. */
    private static final class Store {
        final StoreState state;
        final List<Event> journal = new ArrayList<>();

        Store(Mode mode) {
            var ledger = new MemoryLedger(() -> NOW, mode.dialect()::changesOf);
            ledger.writeTo(new Collecting(journal));
            state = new StoreState(ledger.make(STORE),
                    new StoreRules(STORE, new Blobs(), StoreRules.UNLIMITED, mode.dialect()));
            BEFORE.forEach(op -> apply(PushKind.WRITE, op));
        }

        static StoreState empty(Mode mode) {
            return new StoreState(STORE, () -> NOW, new Blobs(), StoreRules.UNLIMITED, mode.dialect());
        }

        PushResult apply(PushKind kind, MapValue payload) {
            return state.apply(kind, payload, "dev_a");
        }

        /** As {@link FileJournal} brings it back. */
        StoreState restored(Mode mode) {
            StoreState restored = empty(mode);
            for (Event event : journal) {
                byte[] line = Format.JSON.codec().encode(event.payload());
                restored.restore(Event.of((MapValue) Format.JSON.codec().decode(line)));
            }
            return restored;
        }
    }

    private record Collecting(List<Event> all) implements Journal {
        @Override
        public void committed(String store, List<Event> events) {
            all.addAll(events);
        }

        @Override
        public void compacted(String store, long seq) {
            // It looks at ops alone.
        }

        @Override
        public void archived(String store) {
            // It looks at ops alone.
        }

        @Override
        public void close() {
            // Nothing to free.
        }
    }

    private static void fuzz(Mode mode, Format format) {
        boolean json = format == Format.JSON;
        Corpus frames = json ? FRAMES : PACKED;
        new Fuzzer(json ? "client-frames" : "client-frames-messagepack", frames,
                json ? MUTATIONS.json() : MUTATIONS.messagePack(), 10_000).run(input -> take(mode, format, input));
    }

    @Test
    void json_isTakenOrRefused_byThisServer() {
        fuzz(Mode.OWN, Format.JSON);
    }

    @Test
    void messagePack_isTakenOrRefused_byThisServer() {
        fuzz(Mode.OWN, Format.MESSAGE_PACK);
    }

    @Test
    void json_isTakenOrRefused_asByThePublicServer() {
        fuzz(Mode.HOSTED, Format.JSON);
    }

    @Test
    void messagePack_isTakenOrRefused_asByThePublicServer() {
        fuzz(Mode.HOSTED, Format.MESSAGE_PACK);
    }

    private static String take(Mode mode, Format format, byte[] input) {
        Frame frame;
        try {
            frame = mode.read(new Client("any", null, "dev_a", format), format, input);
        } catch (UnreadableFrame refused) {
            return Target.kind(refused) + (refused.getCause() == null ? "" : Target.kind(refused.getCause()));
        }
        assertThat(Frame.of(format.codec().decode(format.codec().encode(frame.toValue())))).isEqualTo(frame);
        PushKind kind = PushKind.of(frame.event());
        return kind == null ? frame.event().length() > 20 ? "other" : frame.event() : push(mode, kind, frame.payload());
    }

    private static String push(Mode mode, PushKind kind, MapValue payload) {
        var store = new Store(mode);
        var rows = store.state.rows();
        int committed = store.journal.size();
        String what = kind.event() + " " + Wire.text(payload, "op") + " ";
        try {
            PushResult result = store.apply(kind, payload);
            assertThat(result.events()).isEqualTo(store.journal.subList(committed, store.journal.size()));
            what += result.ok() ? result.events().size() : result.reason();
        } catch (Crash crash) {
            assertThat(mode).isSameAs(Mode.HOSTED);
            assertThat(store.journal).hasSize(committed);
            what += Target.kind(crash);
        }
        if (store.journal.size() == committed) {
            assertThat(store.state.rows()).as("rows of a write that was none").isEqualTo(rows);
        }
        assertThat(store.restored(mode).rows()).as("rows after a restart").isEqualTo(store.state.rows());
        if (mode == Mode.OWN) {
            checkThatItCanBeSent(store.state);
        }
        return what.length() > 200 ? what.substring(0, 200) : what;
    }

    private static void checkThatItCanBeSent(StoreState state) {
        for (Format format : Format.values()) {
            state.catchUp(0).events().forEach(event -> check(format, "event", event.payload()));
        }
        state.compact(Long.MAX_VALUE);
        CatchUp compacted = state.catchUp(0);
        for (Format format : Format.values()) {
            compacted.snapshot().ifPresent(snapshot -> check(format, "snapshot", snapshot));
        }
    }

    private static void check(Format format, String event, MapValue payload) {
        Value sent = format.codec().decode(format.encode(new Frame(null, null, "store:" + STORE, event, payload)));
        assertThat(Frame.of(sent).event()).isEqualTo(event);
    }
}
