-- Tokens, as hashes. One that was taken back stays, so that its name is not used again, and nobody takes a ledger for one without
-- tokens.
CREATE TABLE tokens (
    -- The SHA-256 of the token: it has 256 bits of chance, so that nobody finds it by trying, and a slow hash would protect nothing.
    hash bytea /* [jooq ignore start] */ PRIMARY KEY /* [jooq ignore stop] */ NOT NULL,
    name text /* [jooq ignore start] */ COLLATE "C" UNIQUE /* [jooq ignore stop] */ NOT NULL,
    -- With spaces between them.
    scopes text NOT NULL,
    may_read boolean NOT NULL,
    may_write boolean NOT NULL,
    -- With spaces between them; nothing if it opens all.
    stores text,
    expires_at timestamp with time zone,
    writes_per_minute integer,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
);
