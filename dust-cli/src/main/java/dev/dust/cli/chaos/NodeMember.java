package dev.dust.cli.chaos;

import java.nio.file.Path;

/** One of several servers. */
final class NodeMember extends Member {
    private static final int HEAP_MEGA = 256;

    private final int number;
    private final String database;
    private volatile int port;

    NodeMember(Path directory, int number, String database) {
        super(NodeMain.class, directory.resolve("node-" + number + ".log"));
        this.number = number;
        this.database = database;
    }

    /** Where it listens, or did last. */
    int port() {
        return port;
    }

    @Override
    void start() throws InterruptedException {
        launch(HEAP_MEGA);
        process().tell(database);
        port = Integer.parseInt(expect("listening"));
    }

    @Override
    public String toString() {
        return "node " + number;
    }
}
