package dev.dust.benchmarks.socket;

import dev.dust.benchmarks.program.Program;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * Joins a second as a bare Tyrus server echoes them to a {@link BareSocket}. To join a store takes two frames in each
 * direction: join and reply, the end of the catch-up and its acknowledgement; so each join is two frames that come back.
 * Arguments as those of {@link JoinedStores}.
 */
public final class EchoedJoins implements Program {
    private static final int FRAMES = 2;

    /** For the runner. */
    public EchoedJoins() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int joins = Integer.parseInt(arguments.get(0));
        try (RemoteServer server = RemoteServer.start(EchoServerMain.class)) {
            return joins / Times.median(Integer.parseInt(arguments.get(1)), () -> echo(server, joins));
        }
    }

    private static double echo(RemoteServer server, int joins) throws Exception {
        var missing = new CountDownLatch(FRAMES * joins);
        List<String> frames = IntStream.range(0, FRAMES * joins).mapToObj(EchoedJoins::frame).toList();
        try (BareSocket client = new BareSocket(server.url(EchoServerMain.PATH), message -> missing.countDown())) {
            long began = System.nanoTime();
            for (String frame : frames) {
                client.send(frame);
            }
            missing.await();
            return Times.secondsSince(began);
        }
    }

    private static String frame(int number) {
        return "[\"%1$d\",\"%1$d\",\"store:bench/store%1$d\",\"phx_join\",{\"last_store_seq\":0}]".formatted(number);
    }
}
