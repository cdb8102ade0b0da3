package dev.dust.benchmarks.contender;

import dev.dust.server.ServerOptions;
import dev.dust.server.web.Server;
import java.util.concurrent.CountDownLatch;

/** What {@code dust serve} runs, without a command line and without what Prometheus reads: everything in memory. */
final class DustServerProcess {
    private DustServerProcess() {
    }

    /** Runs it at the port of the first argument until the process is ended. */
    public static void main(String[] args) throws InterruptedException {
        try (Server server = Server.start(ServerOptions.defaults().port(Integer.parseInt(args[0])))) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            new CountDownLatch(1).await();
        }
    }
}
