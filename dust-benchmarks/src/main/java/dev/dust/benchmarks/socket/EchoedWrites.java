package dev.dust.benchmarks.socket;

import dev.dust.benchmarks.program.Program;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Messages a second that a bare Tyrus server has sent back to a {@link BareSocket}, with 256 under way: the frames of
 * {@link AckedWrites}, made beforehand. Arguments: seconds of warm-up, seconds.
 */
public final class EchoedWrites implements Program {

    /** For the runner. */
    public EchoedWrites() {
    }

    @Override
    public double measure(List<String> arguments) throws Exception {
        var window = new Window(AckedWrites.IN_FLIGHT);
        String[] frames = IntStream.range(0, AckedWrites.PATHS).mapToObj(WriteFrames::frame).toArray(String[]::new);
        try (RemoteServer server = RemoteServer.start(EchoServerMain.class);
                BareSocket client = new BareSocket(server.url(EchoServerMain.PATH), message -> window.answered())) {
            return window.rate(number -> client.send(frames[number % frames.length]), Double.parseDouble(arguments.get(0)),
                    Double.parseDouble(arguments.get(1)));
        }
    }
}
