package dev.dust.benchmarks.heap;

import dev.dust.benchmarks.program.Program;
import dev.dust.benchmarks.socket.DustServerMain;
import dev.dust.benchmarks.socket.RemoteServer;
import dev.dust.benchmarks.socket.SocketClient;
import java.net.URI;
import java.util.List;

/**
 * The smallest heap in which a client can take a snapshot over the socket, as a multiple of its frame: read, decoded, applied.
 * Arguments: how many entries, how exactly.
 */
public final class SnapshotPeak implements Program {

    /** For the runner. */
    public SnapshotPeak() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        String entries = arguments.getFirst();
        int frameBytes = SnapshotFrame.of(Integer.parseInt(entries)).length;
        try (RemoteServer server = RemoteServer.start(DustServerMain.class)) {
            server.ask("fill " + entries);
            return new PeakHeap(Client.class, List.of(server.url(SocketClient.PATH).toString(), entries))
                    .inFrames(frameBytes, Double.parseDouble(arguments.get(1)));
        }
    }

    /** The client. Arguments: the server's URL, how many entries. */
    public static final class Client {
        private Client() {
        }

        /** Runs it. */
        public static void main(String[] args) {
            try (SocketClient client = new SocketClient(URI.create(args[0]))) {
                client.store().ready().join();
                if (client.store().status().entryCount() != Long.parseLong(args[1])) {
                    throw new IllegalStateException("the snapshot did not arrive");
                }
            }
        }
    }
}
