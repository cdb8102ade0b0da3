package dev.dust.server.node;

import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.StoreState;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** The stores of a server. Safe for every thread. */
final class Stores {
    /** {@code org/name}, or a UUID (docs/protocol.md#terms). */
    private static final Pattern NAME = Pattern.compile(
            "[^/\\s]{1,100}/[^/\\s]{1,100}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    /** Strangers can make stores by joining them; not without end. */
    private static final int MOST_STORES = 10_000;

    private final Mode mode;
    private final Map<String, StoreHost> hosts = new ConcurrentHashMap<>();
    private final boolean open;
    private final LongSupplier clockMillis;
    private final Blobs blobs;
    private final int keyLimit;
    private volatile Journal journal = Journal.NONE;

    /**
     * The stores to begin with.
     *
     * @param mode  what the server does where servers differ
     * @param fixed the only stores that there are, or null if a join makes those that are missing
     */
    Stores(Mode mode, Set<String> fixed, LongSupplier clockMillis, Blobs blobs, int keyLimit) {
        this.mode = mode;
        this.open = fixed == null && mode.makesStores();
        this.clockMillis = clockMillis;
        this.blobs = blobs;
        this.keyLimit = keyLimit;
        if (fixed != null) {
            fixed.forEach(this::make);
        }
    }

    /** Whether a store may be called that. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The store of that id, or null. */
    StoreHost withId(String id) {
        return hosts.values().stream().filter(host -> host.id().toString().equalsIgnoreCase(id)).findFirst().orElse(null);
    }

    /** The store that a client asks for, or null if there is none for it. */
    StoreHost find(String name) {
        StoreHost host = hosts.get(name);
        return host == null && open && hosts.size() < MOST_STORES && isName(name) ? make(name) : host;
    }

    /**
     * The store of that name, made if it is missing.
     *
     * @throws IllegalArgumentException if that is no name of a store
     */
    StoreHost make(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("a store is called org/name, or by a UUID: " + name);
        }
        return hosts.computeIfAbsent(name, n -> new StoreHost(mode, n, newState(n), () -> journal));
    }

    private StoreState newState(String name) {
        return new StoreState(name, clockMillis, blobs, keyLimit, mode.dialect());
    }

    /** From now on, what happens in the stores is written down. */
    void writeTo(Journal opened) {
        journal = opened;
    }

    Set<String> names() {
        return new TreeSet<>(hosts.keySet());
    }
}
