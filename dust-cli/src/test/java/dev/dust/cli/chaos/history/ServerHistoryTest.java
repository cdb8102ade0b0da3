package dev.dust.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.server.ServerStore;
import dev.dust.value.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server keeps in its file is its history, and the checker's own reading of its rules makes its rows of it. */
class ServerHistoryTest {
    @Test
    void fileOfAServer_isItsHistory(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("data");
        try (DustServer server = DustServer.start(ServerOptions.defaults().data(file))) {
            ServerStore store = server.store("a/b");
            store.set("maps/0", Map.of("x", 1, "y", Map.of("z", 2)));
            store.write("merge", "maps/0", Map.of("y", Map.of("w", 3), "x", "text"));
            store.compact();
            store.write("increment", "counters/0", 2);
            store.write("increment", "counters/0", 3);
            store.write("add", "sets/0", "m");
            store.set("maps/0/y", 4);
            store.delete("sets/0");
            var rows = new Rows();

            ServerHistory history = ServerHistory.read(file);

            history.events().forEach(rows::apply);
            assertThat(history.lastSeq()).isEqualTo(store.seq());
            assertThat(history.at(4).value()).isEqualTo(Value.of(5));
            assertThat(history.hadForgotten(history.at(2), 3)).isTrue();
            assertThat(history.hadForgotten(history.at(2), 2)).isFalse();
            assertThat(history.hadForgotten(history.at(3), 5)).isFalse();
            assertThat(rows.all().keySet()).isEqualTo(store.rows().keySet());
            store.rows().forEach(
                    (path, row) -> assertThat(rows.get(path)).as(path).isEqualTo(new Row(row.value(), row.revision())));
        }
    }
}
