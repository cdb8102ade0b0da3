package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Retention;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server in memory keeps of a history that is written fast (docs/server.md#retention). */
class HistoryBoundTest {
    private static final int WRITES = 1_200;

    @ParameterizedTest
    @CsvSource({"false, 1180", "true, 1200"})
    void history_isCutWhileItIsWritten_butForAServerLikeThePublicOne(boolean hosted, int most) {
        ServerOptions options = ServerOptions.defaults().hosted(hosted).retention(Retention.defaults().ops(10));
        try (TestServer server = TestServer.start(options)) {
            StoreBackDoor store = server.store("a/b");
            for (int i = 0; i < WRITES; i++) {
                store.set("k", i);
            }
            assertThat(WRITES - store.compactedSeq()).isBetween(10L, (long) most);
            assertThat(store.compactedSeq() == 0).isEqualTo(hosted);
        }
    }
}
