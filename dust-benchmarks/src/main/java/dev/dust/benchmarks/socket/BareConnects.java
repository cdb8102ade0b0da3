package dev.dust.benchmarks.socket;

import dev.dust.benchmarks.program.Program;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Connections a second that a {@link BareSocket} each makes to the same server, all asked for at once. Arguments: how many, how
 * often; the median counts.
 */
public final class BareConnects implements Program {

    /** For the runner. */
    public BareConnects() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int count = Integer.parseInt(arguments.get(0));
        try (RemoteServer server = RemoteServer.start(DustServerMain.class);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            URI url = server.url(SocketClient.PATH + "/websocket?token=dust_tok_local&device_id=dev_bench&capver=3&vsn=2.0.0");
            return count / Times.median(Integer.parseInt(arguments.get(1)), () -> connect(threads, url, count));
        }
    }

    private static double connect(ExecutorService threads, URI url, int count) throws Exception {
        Callable<BareSocket> attempt = () -> new BareSocket(url, message -> {
        });
        long began = System.nanoTime();
        List<Future<BareSocket>> attempts = threads.invokeAll(Stream.generate(() -> attempt).limit(count).toList());
        double seconds = Times.secondsSince(began);
        for (Future<BareSocket> made : attempts) {
            made.get().close();
        }
        return seconds;
    }
}
