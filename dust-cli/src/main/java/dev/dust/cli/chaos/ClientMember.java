package dev.dust.cli.chaos;

import dev.dust.cli.chaos.client.ClientConfig;
import dev.dust.cli.chaos.client.ClientMain;
import dev.dust.cli.chaos.proxy.Gate;
import java.nio.file.Path;
import java.util.function.IntSupplier;

/** A client behind a gate of its own. */
final class ClientMember extends Member {
    private static final int HEAP_MEGA = 128;

    private final Journals journals;
    private final ClientConfig config;
    private final Gate gate;
    private boolean opened;
    private volatile int life;

    /**
     * Not started yet.
     *
     * @param config     what it is told, but for its number, the server and the journal
     * @param serverPort where the server listens
     */
    ClientMember(Path directory, Journals journals, ClientConfig config, IntSupplier serverPort) {
        super(ClientMain.class, directory.resolve("clients.log"));
        this.journals = journals;
        this.config = config;
        this.gate = new Gate(serverPort);
    }

    Gate gate() {
        return gate;
    }

    int life() {
        return life;
    }

    @Override
    void start() {
        Journals.Journal journal = journals.next();
        life = journal.number();
        opened = false;
        launch(HEAP_MEGA);
        process().tell(config.ofLife(life, "ws://127.0.0.1:" + gate.port() + "/ws/sync", journal.file()).toLine());
    }

    /** Waits until it has opened its cache. */
    void open() throws InterruptedException {
        if (!opened) {
            expect("opened");
            opened = true;
        }
    }

    @Override
    public String toString() {
        return "client " + life;
    }
}
