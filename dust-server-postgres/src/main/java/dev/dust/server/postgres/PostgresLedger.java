package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.STORES;

import dev.dust.server.access.TokenRegistry;
import dev.dust.server.file.FileIndex;
import dev.dust.server.file.FileStore;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.StoreLedger;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in a PostgreSQL database, of version 14 or later and of the encoding UTF8. As many servers as one likes may have
 * the same one; each has a ledger object of its own. What is answered is committed. Safe for every thread.
 *
 * <p>While the database is away, calls wait for as long as the options say, and fail then with a {@link LedgerException}. A
 * snapshot holds a connection until it is closed, and the database keeps old versions of rows as long: close it soon.
 */
public final class PostgresLedger implements Ledger {
    private final Connections connections;
    private final Notices notices;
    private final Growth growth;
    private final Map<String, PostgresStore> stores = new ConcurrentHashMap<>();

    private PostgresLedger(DataSource source, PostgresLedgerOptions options) {
        connections = new Connections(source, options);
        notices = new Notices(connections);
        growth = new Growth(notices);
    }

    /**
     * The ledger in a database, with connections of its own.
     *
     * @param jdbcUrl  {@code jdbc:postgresql://host:port/database}, with what else pgjdbc knows
     * @param user     null if the URL or the environment says it
     * @param password null likewise
     * @throws IllegalArgumentException    if the URL is none
     * @throws LedgerException.Unavailable if the database is away, or its tables are not as the options want them
     */
    public static PostgresLedger open(String jdbcUrl, @Nullable String user, @Nullable String password,
            PostgresLedgerOptions options) {
        return open(Connections.source(jdbcUrl, user, password), options);
    }

    /** The same, over new connections that {@code source} gives. */
    static PostgresLedger open(DataSource source, PostgresLedgerOptions options) {
        var ledger = new PostgresLedger(source, options);
        try {
            Migrations.run(ledger.connections.pool(), options);
            return ledger;
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    @Override
    public @Nullable StoreLedger find(String store) {
        PostgresStore known = stores.get(Objects.requireNonNull(store, "store"));
        if (known != null || isNoName(store)) {
            return known;
        }
        Long id = connections.repeatable(sql -> sql.select(STORES.ID).from(STORES).where(STORES.NAME.eq(store))
                .fetchOne(STORES.ID));
        return id == null ? null : stores.computeIfAbsent(store, name -> new PostgresStore(connections, growth, id, name));
    }

    /** PostgreSQL has no text with U+0000. */
    private static boolean isNoName(String store) {
        return store.indexOf('\0') >= 0;
    }

    @Override
    public StoreLedger make(String store) {
        StoreLedger found = find(store);
        if (found != null) {
            return found;
        }
        if (isNoName(store)) {
            throw new IllegalArgumentException("the name of a store cannot have U+0000");
        }
        connections.repeatable(sql -> sql.insertInto(STORES).set(STORES.NAME, store).set(STORES.SEQ, 0L)
                .set(STORES.COMPACTED_SEQ, 0L).set(STORES.ROW_COUNT, 0L).set(STORES.ARCHIVED, false).set(STORES.SEEN_MILLIS, 0L)
                .onConflictDoNothing().execute());
        return Objects.requireNonNull(find(store), "a store that was made");
    }

    @Override
    public Set<String> stores() {
        return connections.repeatable(sql -> new TreeSet<>(sql.select(STORES.NAME).from(STORES).fetch(STORES.NAME)));
    }

    /** In the same database, of up to 16 GiB each. */
    @Override
    public FileStore files() {
        return new PostgresFileStore(connections);
    }

    @Override
    public FileIndex fileIndex() {
        return new PostgresFileIndex(connections);
    }

    @Override
    public TokenRegistry tokens() {
        return new PostgresTokens(connections);
    }

    @Override
    public void close() {
        notices.close();
        connections.close();
    }
}
