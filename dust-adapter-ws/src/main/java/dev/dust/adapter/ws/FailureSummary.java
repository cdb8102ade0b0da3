package dev.dust.adapter.ws;

import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.glassfish.tyrus.core.HandshakeException;

/** What went wrong, as one line for a log. */
final class FailureSummary {
    private static final Pattern CUT = Pattern.compile("reset|broken pipe|connection abort|forcibly closed",
            Pattern.CASE_INSENSITIVE);

    private FailureSummary() {
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
        var root = rootOf(failure);
        return new CloseReason.Lost("the connection to " + server + " broke: " + describe(root),
                isCutByPeer(root) ? By.SERVER : By.NETWORK);
    }

    /** Sockets have no exception of its own for that. TLS has its own words for a stream that ends too early. */
    private static boolean isCutByPeer(Throwable root) {
        return switch (root) {
            case EOFException e -> true;
            case SSLException e -> e.getCause() != null && isCutByPeer(e.getCause());
            case IOException e -> CUT.matcher(describe(e)).find();
            default -> false;
        };
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
