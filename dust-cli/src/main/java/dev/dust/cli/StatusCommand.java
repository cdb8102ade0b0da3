package dev.dust.cli;

import dev.dust.Capabilities;
import dev.dust.StoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code dust status}. */
@Command(name = "status", description = "Print how a store stands, and, if the server is there, what the token may do in it.")
final class StatusCommand extends ReadCommand {

    @Override
    int read(Session session) {
        StoreStatus status = session.store().status();
        List<Object> fields = new ArrayList<>(List.of("store", status.store(), "connection",
                status.connection().name().toLowerCase(Locale.ROOT), "device_id", session.deviceId(), "last_store_seq",
                status.lastStoreSeq(), "pending_ops", status.pendingOps(), "entry_count", status.entryCount()));
        if (status.missing() > 0) {
            fields.addAll(List.of("missing", status.missing()));
        }
        if (status.problem() != null) {
            fields.addAll(List.of("problem", status.problem()));
        }
        if (session.absence() == null) {
            Capabilities may = status.capabilities();
            fields.addAll(List.of("permissions", Json.object("read", may.canRead(), "write", may.canWrite()), "scopes",
                    may.scopes(), "store_access",
                    Json.object("mode", may.allStores() ? "all" : "selected", "store_ids", may.storeNames())));
        }
        show(Json.object(fields.toArray()));
        return ExitCode.DONE;
    }
}
