package dev.dust.server.node;

import dev.dust.server.access.Tokens;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.metrics.Measures;
import dev.dust.server.rules.Blobs;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What the parts of a server share.
 *
 * @param mode        what it does where servers differ
 * @param stores      the stores
 * @param origins     whose web pages may connect
 * @param tokens      the tokens
 * @param blobs       the contents of files
 * @param rateLimit   the limit of writes
 * @param sendQueue   how many frames may wait for one client
 * @param interceptor what stands between it and its clients
 * @param ledger      what is true
 * @param handling    where frames are handled: in place, or elsewhere if that takes as long as a database does
 * @param execution   where everything else is done
 * @param connections those that are open; safe for every thread
 * @param measures    what it tells of itself
 * @param readiness   whether it takes clients
 */
public record ServerParts(Mode mode, Stores stores, Origins origins, Tokens tokens, Blobs blobs, RateLimit rateLimit,
        int sendQueue, ServerInterceptor interceptor, Ledger ledger, Executor handling, Execution execution,
        Set<Connection> connections, Measures measures, Readiness readiness) {

    /** Whether frames are handled by the thread that has read them, which waits for no database. */
    boolean handlesInPlace() {
        return handling.equals(Execution.IN_PLACE);
    }
}
