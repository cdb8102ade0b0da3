package dev.dust.benchmarks.server;

import dev.dust.benchmarks.program.Program;
import dev.dust.benchmarks.socket.RemoteServer;
import dev.dust.benchmarks.socket.Times;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Frames a second that were read from bare sockets, one write of the server's for each. The arguments of
 * {@link MembersOfOneStore}.
 */
public final class BareFanOut implements Program {

    /** For the runner. */
    public BareFanOut() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        int sockets = Integer.parseInt(arguments.get(0));
        int frames = Integer.parseInt(arguments.get(1));
        try (RemoteServer server = RemoteServer.start(BareFanOutMain.class); var crowd = new Crowd()) {
            for (int i = 0; i < sockets; i++) {
                crowd.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())),
                        new FrameCounter());
            }
            server.ask("accept " + sockets);
            String send = "send " + frames;
            return (double) sockets * frames / Times.median(Integer.parseInt(arguments.get(2)), () -> {
                long began = System.nanoTime();
                server.tell(send);
                crowd.await((long) sockets * frames);
                double seconds = Times.secondsSince(began);
                server.awaitDone(send);
                return seconds;
            });
        }
    }
}
