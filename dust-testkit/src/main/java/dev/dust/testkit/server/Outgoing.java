package dev.dust.testkit.server;

import dev.dust.testkit.frame.Format;
import dev.dust.testkit.frame.Frame;
import java.util.EnumMap;
import java.util.Map;

/** A frame on its way to clients. It is encoded by the first who sends it, once for each format. Safe for every thread. */
final class Outgoing {
    private static final Runnable NOTHING = () -> {
    };

    private final Frame frame;
    private final Runnable afterwards;
    private final Map<Format, byte[]> encoded = new EnumMap<>(Format.class);

    Outgoing(Frame frame) {
        this(frame, NOTHING);
    }

    /** A frame for one client; {@code afterwards} runs when it has left. */
    Outgoing(Frame frame, Runnable afterwards) {
        this.frame = frame;
        this.afterwards = afterwards;
    }

    Frame frame() {
        return frame;
    }

    synchronized byte[] encoded(Format format) {
        return encoded.computeIfAbsent(format, f -> f.encode(frame));
    }

    void sent() {
        afterwards.run();
    }
}
