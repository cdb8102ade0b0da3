package dev.dust.cli.chaos;

import java.nio.file.Path;

/** The server. */
final class ServerMember extends Member {
    private static final int HEAP_MEGA = 512;

    private final Path data;
    private final String store;
    private volatile int port;

    ServerMember(Path directory, String store) {
        super(ServerMain.class, directory.resolve("server.log"));
        this.data = directory.resolve("server.data");
        this.store = store;
    }

    /** The file in which it keeps what happens. */
    Path data() {
        return data;
    }

    /** Where it listens now. */
    int port() {
        return port;
    }

    @Override
    void start() throws InterruptedException {
        launch(HEAP_MEGA, data.toString(), store);
        port = Integer.parseInt(expect("listening"));
    }

    /** Forgets its history. */
    void compact() throws InterruptedException {
        process().tell("compact");
        expect("compacted");
    }

    @Override
    public String toString() {
        return "the server";
    }
}
