package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.Tables.TOKENS;

import dev.dust.server.access.Access;
import dev.dust.server.access.TokenRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Tokens in the database, of which it has the SHA-256 alone. They end by its clock. Safe for every thread. */
final class PostgresTokens implements TokenRegistry {
    private static final String PREFIX = "dust_tok_";
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Condition VALID = TOKENS.REVOKED_AT.isNull()
            .and(TOKENS.EXPIRES_AT.isNull().or(TOKENS.EXPIRES_AT.gt(DSL.currentOffsetDateTime())));

    private final Connections connections;

    PostgresTokens(Connections connections) {
        this.connections = connections;
    }

    private static byte[] hash(String token) {
        return KeyBytes.sha256(token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable Access accessOf(@Nullable String token) {
        if (token == null) {
            return null;
        }
        byte[] hash = hash(token);
        Record found = connections.repeatable(sql -> sql.selectFrom(TOKENS).where(TOKENS.HASH.eq(hash), VALID).fetchOne());
        return found == null ? null : access(found);
    }

    private static Access access(Record token) {
        String stores = token.get(TOKENS.STORES);
        OffsetDateTime end = token.get(TOKENS.EXPIRES_AT);
        return new Access(words(token.get(TOKENS.SCOPES)), token.get(TOKENS.MAY_READ), token.get(TOKENS.MAY_WRITE),
                stores == null ? null : words(stores), end == null ? null : end.toInstant(),
                token.get(TOKENS.WRITES_PER_MINUTE));
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).collect(Collectors.toSet());
    }

    private static String text(Set<String> words) {
        return words.stream().sorted().collect(Collectors.joining(" "));
    }

    @Override
    public Set<String> ended(Set<String> tokens) {
        if (tokens.isEmpty()) {
            return Set.of();
        }
        List<byte[]> hashes = tokens.stream().map(PostgresTokens::hash).toList();
        Set<String> valid = connections.repeatable(sql -> new HashSet<>(sql.select(TOKENS.HASH).from(TOKENS)
                .where(TOKENS.HASH.in(hashes), VALID)
                .fetch(found -> HexFormat.of().formatHex(found.value1()))));
        return tokens.stream().filter(token -> !valid.contains(HexFormat.of().formatHex(hash(token))))
                .collect(Collectors.toSet());
    }

    @Override
    public boolean isEmpty() {
        return !connections.repeatable(sql -> sql.fetchExists(TOKENS));
    }

    @Override
    public String create(String name, Access access) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        String token = PREFIX + HexFormat.of().formatHex(random);
        byte[] hash = hash(token);
        // It may be done twice, if the answer was lost: then the token is there already.
        boolean made = connections.repeatable(sql -> {
            sql.insertInto(TOKENS).set(TOKENS.HASH, hash).set(TOKENS.NAME, name).set(TOKENS.SCOPES, text(access.scopes()))
                    .set(TOKENS.MAY_READ, access.read()).set(TOKENS.MAY_WRITE, access.write())
                    .set(TOKENS.STORES, access.stores() == null ? null : text(access.stores()))
                    .set(TOKENS.EXPIRES_AT,
                            access.expiresAt() == null ? null : access.expiresAt().atOffset(ZoneOffset.UTC))
                    .set(TOKENS.WRITES_PER_MINUTE, access.writesPerMinute())
                    .set(TOKENS.CREATED_AT, DSL.currentOffsetDateTime()).onConflictDoNothing().execute();
            return sql.fetchExists(TOKENS, TOKENS.HASH.eq(hash));
        });
        if (!made) {
            throw new IllegalArgumentException("there is a token of the name " + name + " already, or was");
        }
        return token;
    }

    @Override
    public List<Entry> list() {
        return connections.repeatable(sql -> sql.selectFrom(TOKENS).orderBy(TOKENS.NAME).fetch(
                found -> new Entry(found.get(TOKENS.NAME), access(found), found.get(TOKENS.REVOKED_AT) != null)));
    }

    @Override
    public boolean revoke(String name) {
        return connections.repeatable(sql -> sql.update(TOKENS)
                .set(TOKENS.REVOKED_AT, DSL.coalesce(TOKENS.REVOKED_AT, DSL.currentOffsetDateTime()))
                .where(TOKENS.NAME.eq(name)).execute()) > 0;
    }
}
