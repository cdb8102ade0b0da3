package dev.dust.benchmarks.bare;

import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.contender.Contender;
import dev.dust.benchmarks.contender.NotOffered;
import dev.dust.benchmarks.contender.ServerProcess;
import java.util.List;

/**
 * What carries Dust's frames, and nothing of Dust: its client's sockets under Tyrus, and Jetty as its server has it. Whoever
 * keeps by these means what Dust keeps is not faster.
 */
public final class BareContender implements Contender {
    /** For the runner. */
    public BareContender() {
    }

    @Override
    public String name() {
        return "bare WebSocket";
    }

    @Override
    public String versions() {
        return "Tyrus on Dust's sockets, and Dust's Jetty: requests are answered, changes are told, and nothing is kept but the last value";
    }

    @Override
    public ServerProcess startServer() throws Exception {
        return ServerProcess
                .start((port, directory) -> ServerProcess.java(BareServer.class, List.of(), Integer.toString(port)));
    }

    @Override
    public Client connect(int port, String space) throws Exception {
        return BareClient.connect(port, space);
    }

    @Override
    public Client connectThrough(int port, String space) throws NotOffered {
        throw new NotOffered("it does not come back by itself");
    }
}
