package dev.dust.cli.chaos;

import dev.dust.cli.chaos.history.ServerHistory;
import dev.dust.cli.chaos.history.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;

/** A server alone, which writes down in a file what happens. */
final class OneServer implements Backend {
    private final ServerMember server;

    OneServer(Path directory, String store) {
        server = new ServerMember(directory, store);
    }

    @Override
    public String description() {
        return "a server";
    }

    @Override
    public void start() throws InterruptedException {
        server.start();
    }

    @Override
    public List<ServerMember> servers() {
        return List.of(server);
    }

    @Override
    public IntSupplier port() {
        return server::port;
    }

    @Override
    public Set<Fault> faults() {
        var all = EnumSet.allOf(Fault.class);
        all.removeIf(Fault::isOfDatabase);
        return all;
    }

    /** It shares nothing with anybody. */
    @Override
    public Semaphore shared() {
        return server.faults();
    }

    @Override
    public void happen(Fault fault, Duration hold) {
        throw new IllegalArgumentException(fault.toString());
    }

    @Override
    public void compact() throws InterruptedException {
        server.compact();
    }

    @Override
    public String progress() throws IOException {
        return Files.size(server.data()) / 1_000 + " kB of history";
    }

    @Override
    public ServerHistory history() throws IOException {
        return ServerHistory.read(server.data());
    }

    /** Its file says it all. */
    @Override
    public List<Violation> findings() {
        return List.of();
    }

    @Override
    public void end() throws InterruptedException {
        server.end();
    }

    @Override
    public void close() {
        server.close();
    }
}
