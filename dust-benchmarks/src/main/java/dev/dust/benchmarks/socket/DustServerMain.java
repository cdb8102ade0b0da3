package dev.dust.benchmarks.socket;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.testkit.server.DustServer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The testkit's server in a JVM of its own. Lines: {@code cut N} writes N at {@code mark} and cuts all connections;
 * {@code fill N} gives the store N rows that clients get as a snapshot.
 */
public final class DustServerMain {
    private DustServerMain() {
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        try (DustServer server = DustServer.start()) {
            Remote.serve(server.port(), line -> {
                String[] words = line.split(" ", -1);
                int number = Integer.parseInt(words[1]);
                switch (words[0]) {
                    case "cut" -> cut(server, number);
                    case "fill" -> fill(server, number);
                    default -> throw new IllegalArgumentException(line);
                }
                return "done";
            });
        }
    }

    private static void cut(DustServer server, int mark) {
        server.store(LocalClient.STORE).writeUnheard("set", "mark", mark);
        server.faults().dropConnections();
    }

    private static void fill(DustServer server, int entries) {
        Map<String, Object> users = LinkedHashMap.newLinkedHashMap(entries / Data.FIELDS);
        for (int user = 0; user < entries / Data.FIELDS; user++) {
            users.put("u" + user, Data.userFields(user));
        }
        server.store(LocalClient.STORE).set("users", users);
        server.store(LocalClient.STORE).compact();
    }
}
