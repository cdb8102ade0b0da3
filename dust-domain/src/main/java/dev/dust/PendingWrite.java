package dev.dust;

import dev.dust.path.Path;
import dev.dust.sync.PendingInfo;
import java.time.Instant;

/**
 * An op that the server has not settled.
 *
 * @param opId  its client_op_id
 * @param op    its name on the wire
 * @param path  its path
 * @param since when it was made
 * @param why   what it waits for
 */
public record PendingWrite(String opId, String op, Path path, Instant since, Why why) {

    /** What an op waits for. */
    public enum Why {
        /** For the connection: it has not been sent. */
        QUEUED,
        /** For being taken back: it cannot be sent, and the store's status says why. */
        HELD,
        /** For the server's answer: it was sent, or may have been, by an earlier process perhaps. */
        SENT,
        /** For its committed form: the server has accepted it. */
        ACCEPTED
    }

    static PendingWrite of(PendingInfo info) {
        return new PendingWrite(info.opId(), info.op().name().wire(), info.op().path(), Instant.ofEpochMilli(info.createdAt()),
                switch (info.stage()) {
                    case QUEUED -> Why.QUEUED;
                    case HELD -> Why.HELD;
                    case SENT -> Why.SENT;
                    case ACCEPTED -> Why.ACCEPTED;
                });
    }
}
