package dev.dust.adapter.postgres;

import dev.dust.cache.ClaimLostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Results;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/** One transaction on one connection; rolled back unless committed. For one thread at a time. */
final class Transaction implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Transaction.class.getName());

    /**
     * The planner takes estimates for facts: where it expects few rows it would rather sort all of them than follow the index.
     * What is read here is always found by the index.
     */
    private static final String READING = "set transaction isolation level repeatable read, read only; "
            + "set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_sort = off";
    private static final String WRITING = "set transaction isolation level read committed, read write";

    private final BorrowedConnection borrowed;
    private final DSLContext sql;
    private boolean open = true;

    /** On a connection that does not commit by itself. */
    Transaction(BorrowedConnection borrowed) {
        this.borrowed = borrowed;
        this.sql = borrowed.sql();
    }

    Connection connection() {
        return borrowed.connection();
    }

    DSLContext sql() {
        return sql;
    }

    /** What {@code first}, the first statement, gives. Every statement then sees the database as it was at this one. */
    Result<Record> beginReading(Select<?> first) {
        return begin(READING, first).getLast();
    }

    /**
     * What {@code first}, the first statement, gives, once {@code claim} is proved. Every statement then sees what others have
     * committed before it.
     *
     * @param claim null for none
     * @param first null for none; then the answer is null, too
     * @throws ClaimLostException if the claim does not count
     */
    @Nullable
    Result<Record> beginWriting(@Nullable Claim claim, @Nullable Select<?> first) {
        if (claim == null && first == null) {
            return null;
        }
        var statements = new ArrayList<Select<?>>();
        if (claim != null) {
            statements.add(claim.lock());
            statements.add(claim.proof());
        }
        if (first != null) {
            statements.add(first);
        }
        Results found = begin(WRITING, statements.toArray(Select<?>[]::new));
        if (claim != null && found.get(1).isEmpty()) {
            throw claim.lost();
        }
        return first == null ? null : found.getLast();
    }

    /** All in one message: nobody waits for an answer more. */
    private Results begin(String settings, Select<?>... first) {
        String places = IntStream.range(0, first.length).mapToObj(i -> "; {" + i + "}").collect(Collectors.joining());
        return sql.resultQuery(settings + places, (QueryPart[]) first).fetchMany();
    }

    void commit() throws SQLException {
        connection().commit();
        open = false;
    }

    @Override
    public void close() {
        try (borrowed) {
            if (open) {
                open = false;
                connection().rollback();
            }
        } catch (SQLException e) {
            // What was not committed is gone with the connection.
            LOG.log(System.Logger.Level.DEBUG, "a transaction was ended by the loss of its connection", e);
        }
    }
}
