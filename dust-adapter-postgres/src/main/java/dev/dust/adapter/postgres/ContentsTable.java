package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Tables.CONTENTS;

import dev.dust.adapter.postgres.Permits.Use;
import dev.dust.cache.FileContents;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The contents of files that one device has still to send to one store. Each chunk is a transaction. */
final class ContentsTable implements FileContents {
    private final Database database;
    private final long storeId;
    private final String deviceId;

    ContentsTable(Database database, long storeId, String deviceId) {
        this.database = database;
        this.storeId = storeId;
        this.deviceId = TextEscaping.stored(deviceId);
    }

    @Override
    public void write(String opId, int number, byte[] chunk) {
        on(sql -> sql
                .insertInto(CONTENTS, CONTENTS.STORE_ID, CONTENTS.DEVICE_ID, CONTENTS.OP_ID, CONTENTS.NUMBER, CONTENTS.BYTES)
                .values(storeId, deviceId, TextEscaping.stored(opId), number, chunk)
                .onConflict(CONTENTS.STORE_ID, CONTENTS.DEVICE_ID, CONTENTS.OP_ID, CONTENTS.NUMBER).doUpdate()
                .set(CONTENTS.BYTES, DSL.excluded(CONTENTS.BYTES)).execute());
    }

    @Override
    public byte @Nullable [] read(String opId, int number) {
        return on(sql -> sql.select(CONTENTS.BYTES).from(CONTENTS).where(isOf(opId)).and(CONTENTS.NUMBER.eq(number))
                .fetchOne(CONTENTS.BYTES));
    }

    @Override
    public void remove(String opId) {
        on(sql -> sql.deleteFrom(CONTENTS).where(isOf(opId)).execute());
    }

    @Override
    public Set<String> opIds() {
        return on(sql -> sql.selectDistinct(CONTENTS.OP_ID).from(CONTENTS).where(isOwn()).fetch(CONTENTS.OP_ID)).stream()
                .map(TextEscaping::original).collect(Collectors.toUnmodifiableSet());
    }

    private <T extends @Nullable Object> T on(Function<DSLContext, T> work) {
        try (BorrowedConnection borrowed = database.borrow(Use.WRITE)) {
            return work.apply(borrowed.sql());
        } catch (DataAccessException e) {
            throw database.failure(e);
        }
    }

    private Condition isOf(String opId) {
        return isOwn().and(CONTENTS.OP_ID.eq(TextEscaping.stored(opId)));
    }

    private Condition isOwn() {
        return CONTENTS.STORE_ID.eq(storeId).and(CONTENTS.DEVICE_ID.eq(deviceId));
    }
}
