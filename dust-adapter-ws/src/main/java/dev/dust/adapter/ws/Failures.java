package dev.dust.adapter.ws;

import dev.dust.transport.CloseReason;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.glassfish.tyrus.core.HandshakeException;

/** What went wrong, as one line for a log. */
final class Failures {
    private Failures() {
    }

    /** An attempt to connect to {@code server} failed. */
    static CloseReason notConnected(String server, Throwable failure) {
        var cause = rootOf(failure);
        return new CloseReason.Lost(switch (cause) {
            case UnknownHostException e -> "cannot reach " + server + ": the host is unknown";
            case SocketTimeoutException e -> "cannot reach " + server + ": no answer in time";
            case SSLException e -> "cannot reach " + server + " by TLS: " + describe(e);
            case HandshakeException e -> server + " does not speak WebSocket: " + describe(e);
            default -> "cannot reach " + server + ": " + describe(cause);
        });
    }

    /** The connection to {@code server} broke. */
    static CloseReason broken(String server, Throwable failure) {
        var cause = rootOf(failure);
        return new CloseReason.Lost("the connection to " + server + " broke: " + describe(cause), by(cause));
    }

    /** A reset is the other side's doing, as is the end of the stream; all else may be the network's. */
    private static CloseReason.By by(Throwable cause) {
        String what = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean ended = cause instanceof EOFException
                || cause instanceof SocketException && (what.contains("reset") || what.contains("broken pipe"))
                || cause instanceof SSLException && what.contains("close_notify");
        return ended ? CloseReason.By.SERVER : CloseReason.By.NETWORK;
    }

    /** Whether {@code failure} is what networks do every day, and nobody's mistake. */
    static boolean isOrdinary(Throwable failure) {
        return rootOf(failure) instanceof IOException;
    }

    /** The message of {@code failure}, or its kind if it has none. */
    static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().replaceAll("\\s+", " ");
    }

    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null && !(root instanceof SSLException)) {
            root = root.getCause();
        }
        return root;
    }
}
