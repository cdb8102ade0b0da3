package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.access.Tokens;
import dev.dust.server.frame.Format;
import java.util.function.UnaryOperator;

/** What the query of the WebSocket's URL says, and whether the server takes it (docs/protocol.md#connecting). */
public final class Handshake {
    /** The protocol that the server speaks, and the oldest that it takes. */
    static final int CAPVER = 3;

    private static final int FORBIDDEN = 403;

    /** The server does not upgrade. */
    public static final class RefusedUpgrade extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedUpgrade(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        /** The status of the answer. */
        public int status() {
            return status;
        }
    }

    private Handshake() {
    }

    /**
     * The client that the query describes.
     *
     * @param query the value of a parameter, or null
     * @throws RefusedUpgrade if the server does not take it
     */
    public static Client accept(UnaryOperator<String> query, Tokens tokens) throws RefusedUpgrade {
        String token = query.apply("token");
        Access access = tokens.accessOf(token);
        if (access == null) {
            throw new RefusedUpgrade(FORBIDDEN, "the token is not valid");
        }
        if (!isRecent(query.apply("capver"))) {
            throw new RefusedUpgrade(FORBIDDEN, "capver must be an integer of " + CAPVER + " or more");
        }
        Format format = Format.of(query.apply("vsn"));
        if (format == null) {
            throw new RefusedUpgrade(FORBIDDEN, "vsn must be 2.0.0 (JSON) or 3.0.0 (MessagePack)");
        }
        String deviceId = query.apply("device_id");
        if (deviceId == null || deviceId.isEmpty()) {
            throw new RefusedUpgrade(FORBIDDEN, "device_id is missing");
        }
        return new Client(token, access, deviceId, format);
    }

    private static boolean isRecent(String capver) {
        try {
            return capver != null && Integer.parseInt(capver) >= CAPVER;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
