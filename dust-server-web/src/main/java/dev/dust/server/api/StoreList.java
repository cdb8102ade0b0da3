package dev.dust.server.api;

import dev.dust.server.ledger.Head;
import dev.dust.server.node.Caller;
import dev.dust.server.node.StoreHost;
import dev.dust.server.node.Stores;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/** The stores that a token may read, and what there is to say of one. */
final class StoreList {
    private StoreList() {
    }

    static void all(Exchange exchange, Caller caller, Stores stores) throws IOException {
        caller.checkMayRead();
        int limit = (int) exchange.parameter("limit", Pages.USUAL, 1, Pages.MOST);
        String cursor = Cursor.of(exchange.parameter("cursor"));
        Iterator<String> names = stores.names().stream().filter(name -> name.compareTo(cursor) > 0)
                .filter(caller.access()::opens).sorted().iterator();
        List<MapValue> page = new ArrayList<>();
        String last = "";
        while (names.hasNext() && page.size() < limit) {
            last = names.next();
            StoreHost host = stores.known(last);
            if (host != null) {
                page.add(describe(host));
            }
        }
        exchange.send(HttpStatus.OK_200, names.hasNext()
                ? Wire.mapOf("stores", page, "next", Cursor.after(last))
                : Wire.mapOf("stores", page));
    }

    private static MapValue describe(StoreHost host) {
        Head head = host.ledger().head();
        return Wire.mapOf("name", host.name(), "current_seq", head.seq(), "entry_count", head.rows(), "members",
                host.memberIds());
    }

    static void one(Exchange exchange, StoreHost host) throws IOException {
        Head head = host.ledger().head();
        exchange.send(HttpStatus.OK_200, Wire.mapOf("name", host.name(), "current_seq", head.seq(), "entry_count", head.rows(),
                "compacted_seq", head.compactedSeq(), "archived", head.archived(), "members", host.memberIds()));
    }
}
