package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.FILE_STORES;
import static dev.dust.server.postgres.schema.Tables.FILE_UPLOADS;
import static dev.dust.server.postgres.schema.Tables.REPLACED_ROWS;
import static dev.dust.server.postgres.schema.Tables.STORES;
import static dev.dust.server.postgres.schema.Tables.STORE_ROWS;

import dev.dust.server.file.FileIndex;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jooq.Record2;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Which files are in which stores, as the ops have noted it that put them there. Safe for every thread. */
final class PostgresFileIndex implements FileIndex {
    private final Connections connections;

    PostgresFileIndex(Connections connections) {
        this.connections = connections;
    }

    @Override
    public @Nullable Entry find(String hash) {
        byte[] key = FileHash.bytes(hash);
        if (key == null) {
            return null;
        }
        Result<Record2<byte[], String>> found = connections.repeatable(sql -> sql.select(FILE_STORES.CONTENT_TYPE, STORES.NAME)
                .from(FILE_STORES).join(STORES).on(STORES.ID.eq(FILE_STORES.STORE_ID)).where(FILE_STORES.HASH.eq(key))
                .orderBy(FILE_STORES.NUMBER).fetch());
        return found.isEmpty()
                ? null
                : new Entry(new String(found.getFirst().value1(), StandardCharsets.UTF_8),
                        found.stream().map(Record2::value2).collect(Collectors.toSet()));
    }

    @Override
    public boolean isNamed(String hash) {
        byte[] key = FileHash.bytes(hash);
        return key != null && connections.repeatable(sql -> sql.fetchExists(DSL.selectOne().from(STORE_ROWS)
                .where(STORE_ROWS.FILE.eq(key))
                .unionAll(DSL.selectOne().from(REPLACED_ROWS).where(REPLACED_ROWS.FILE.eq(key)))));
    }

    @Override
    public void uploaded(String token, String hash) {
        byte[] key = FileHash.bytes(hash);
        if (key != null) {
            connections.repeatable(sql -> sql.insertInto(FILE_UPLOADS).set(FILE_UPLOADS.TOKEN, ofToken(token))
                    .set(FILE_UPLOADS.HASH, key).set(FILE_UPLOADS.UPLOADED_AT, DSL.currentOffsetDateTime())
                    .onConflict(FILE_UPLOADS.TOKEN, FILE_UPLOADS.HASH).doUpdate()
                    .set(FILE_UPLOADS.UPLOADED_AT, DSL.currentOffsetDateTime()).execute());
        }
    }

    @Override
    public boolean hasUploaded(String token, String hash) {
        byte[] key = FileHash.bytes(hash);
        return key != null && connections.repeatable(sql -> sql.fetchExists(FILE_UPLOADS,
                FILE_UPLOADS.TOKEN.eq(ofToken(token)).and(FILE_UPLOADS.HASH.eq(key))));
    }

    private static byte[] ofToken(String token) {
        return KeyBytes.sha256(token.getBytes(StandardCharsets.UTF_8));
    }
}
