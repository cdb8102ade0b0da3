package dev.dust.server.node;

import dev.dust.server.ledger.Ledger;
import dev.dust.server.metrics.Measures;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.StoreRules;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stores of a server. Safe for every thread. */
public final class Stores {
    /** {@code org/name}, or a UUID (docs/protocol.md#terms). */
    private static final Pattern NAME = Pattern.compile(
            "[^/\\s]{1,100}/[^/\\s]{1,100}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    /** Strangers can make stores by joining them; not without end. */
    private static final int MOST_STORES = 10_000;

    private final Mode mode;
    private final Map<String, StoreHost> hosts = new ConcurrentHashMap<>();
    private final boolean open;
    private final Ledger ledger;
    private final Blobs blobs;
    private final int keyLimit;
    private final @Nullable Execution shared;
    private final Measures measures;

    /**
     * The stores of a ledger.
     *
     * @param mode     what the server does where servers differ
     * @param fixed    stores that there are, and no others but those which the ledger has; or null if a join makes those that
     *                 are missing
     * @param blobs    where contents of files go
     * @param keyLimit how many rows there may be in each
     * @param shared   where stores are read and written that other servers write, too; null if none does
     * @param measures what the server tells of itself
     */
    Stores(Mode mode, @Nullable Set<String> fixed, Ledger ledger, Blobs blobs, int keyLimit, @Nullable Execution shared,
            Measures measures) {
        this.mode = mode;
        this.open = fixed == null && mode.makesStores();
        this.ledger = ledger;
        this.blobs = blobs;
        this.keyLimit = keyLimit;
        this.shared = shared;
        this.measures = measures;
        if (fixed != null) {
            fixed.forEach(this::make);
        }
    }

    /** Whether a store may be called that. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The store of that id, or null. */
    @Nullable
    StoreHost withId(String id) {
        return names().stream().map(this::make).filter(host -> host.id().toString().equalsIgnoreCase(id)).findFirst()
                .orElse(null);
    }

    /** The store that a client asks for, or null if there is none for it. */
    @Nullable
    StoreHost find(String name) {
        StoreHost host = known(name);
        return host == null && isName(name) && open && names().size() < MOST_STORES ? make(name) : host;
    }

    /** The store of that name, or null if there is none: it is not made. */
    public @Nullable StoreHost known(String name) {
        StoreHost host = hosts.get(name);
        return host != null || !isName(name) || ledger.find(name) == null ? host : make(name);
    }

    /**
     * The store of that name, made if it is missing.
     *
     * @throws IllegalArgumentException if that is no name of a store
     */
    public StoreHost make(String name) {
        checkName(name);
        return hosts.computeIfAbsent(name, n -> new StoreHost(mode, ledger.make(n),
                new StoreRules(n, blobs, keyLimit, mode.dialect()), shared, measures));
    }

    /**
     * Does nothing for what a store may be called.
     *
     * @throws IllegalArgumentException for anything else
     */
    static void checkName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("a store is called org/name, or by a UUID: " + name);
        }
    }

    /** Those that somebody has asked for here. */
    Stream<StoreHost> hosts() {
        return hosts.values().stream();
    }

    /** Their names. */
    public Set<String> names() {
        return ledger.stores();
    }
}
