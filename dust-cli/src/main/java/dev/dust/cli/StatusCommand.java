package dev.dust.cli;

import dev.dust.Capabilities;
import dev.dust.StoreStatus;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code dust status}. */
@Command(name = "status", description = "Print how a store stands, and what the token may do in it.")
final class StatusCommand extends StoreCommand {

    @Override
    int run(Session session) {
        StoreStatus status = session.store().status();
        Capabilities may = status.capabilities();
        print(Json.object("store", status.store(), "connection", status.connection().name().toLowerCase(Locale.ROOT),
                "device_id", session.deviceId(), "last_store_seq", status.lastStoreSeq(), "pending_ops", status.pendingOps(),
                "entry_count", status.entryCount(), "permissions",
                Json.object("read", may.canRead(), "write", may.canWrite()), "scopes", may.scopes(), "store_access",
                Json.object("mode", may.allStores() ? "all" : "selected", "store_ids", may.storeNames())));
        return ExitCode.DONE;
    }
}
