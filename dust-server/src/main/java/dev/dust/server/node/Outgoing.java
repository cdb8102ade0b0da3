package dev.dust.server.node;

import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.rules.Weight;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/** A frame on its way to clients. It is encoded by the first who sends it, once for each format. Safe for every thread. */
public final class Outgoing {
    static final Runnable NOTHING = () -> {
    };

    private final Frame frame;
    private final Runnable afterwards;
    private final Function<Format, byte[]> encoding;
    /** About how many bytes it has where it waits; -1 until somebody asks. Guarded by this. */
    private long weight;
    private final Map<Format, byte[]> encoded = new EnumMap<>(Format.class);

    Outgoing(Frame frame) {
        this(frame, NOTHING);
    }

    /** A frame for one client; {@code afterwards} runs when it has left. */
    Outgoing(Frame frame, Runnable afterwards) {
        this(frame, afterwards, format -> format.encode(frame));
    }

    /** The same with bytes of its own. */
    Outgoing(Frame frame, Runnable afterwards, Function<Format, byte[]> encoding) {
        this.frame = frame;
        this.afterwards = afterwards;
        this.encoding = encoding;
        this.weight = -1;
    }

    /** The same, which counts for nothing where frames wait: what comes bit by bit, or has to be sent however large it is. */
    Outgoing weightless() {
        var light = new Outgoing(frame, afterwards, encoding);
        light.weight = 0;
        return light;
    }

    /** About how many bytes it counts for where it waits. */
    synchronized long weight() {
        if (weight < 0) {
            weight = Weight.of(frame.payload());
        }
        return weight;
    }

    /** What is sent. */
    public Frame frame() {
        return frame;
    }

    /** Its bytes in that format, which nobody may change. */
    public synchronized byte[] encoded(Format format) {
        return encoded.computeIfAbsent(format, encoding);
    }

    /** Whether something is to be done when this has left, before anything else leaves. */
    public boolean hasSequel() {
        return !afterwards.equals(NOTHING);
    }

    /** It has left. To be told once, before anything else leaves if it {@link #hasSequel}. */
    public void sent() {
        afterwards.run();
    }
}
