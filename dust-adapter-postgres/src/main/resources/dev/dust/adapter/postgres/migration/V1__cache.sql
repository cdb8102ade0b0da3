-- What the Dust cache keeps. Names are unqualified: the migration runs in the schema that the application chose.
-- What jOOQ's parser, which makes Java of this file, need not know stands between its ignore marks.

CREATE SEQUENCE generations;

CREATE TABLE stores (
    -- To the parser a column like any: of an identity it makes what jOOQ has from 3.20 on only.
    id bigint /* [jooq ignore start] */ GENERATED ALWAYS AS IDENTITY /* [jooq ignore stop] */ PRIMARY KEY,
    name text /* [jooq ignore start] */ COLLATE "C" UNIQUE /* [jooq ignore stop] */ NOT NULL,
    -- Up to which store_seq the entries are those of the server.
    applied_seq bigint NOT NULL,
    -- Which entries are this store's. A snapshot is loaded beside the old entries, as a new generation.
    generation bigint NOT NULL,
    entry_count bigint NOT NULL
);

CREATE TABLE entries (
    generation bigint NOT NULL,
    -- When this client stored the row, Unix milliseconds.
    synced_at bigint NOT NULL,
    -- The store_seq that last wrote the row.
    revision bigint NOT NULL,
    path text /* [jooq ignore start] */ COLLATE "C" /* [jooq ignore stop] */ NOT NULL,
    -- Tells paths of more than 600 characters apart: the SHA-256 of such a path in hex, else empty.
    tail text /* [jooq ignore start] */ COLLATE "C" /* [jooq ignore stop] */ NOT NULL,
    type text NOT NULL,
    -- json, not jsonb: it keeps numbers of any size as they were written, and takes \u0000.
    value json NOT NULL
);

-- An index entry must not exceed 2,704 bytes, which is less than a path may have: the index holds the first 600 characters.
-- Paths that are alike up to there are sorted as they are read.
/* [jooq ignore start] */
CREATE UNIQUE INDEX entries_by_path ON entries (generation, left(path, 600), tail);
/* [jooq ignore stop] */

CREATE TABLE outbox (
    store_id bigint NOT NULL REFERENCES stores ON DELETE CASCADE,
    device_id text /* [jooq ignore start] */ COLLATE "C" /* [jooq ignore stop] */ NOT NULL,
    op_id text /* [jooq ignore start] */ COLLATE "C" /* [jooq ignore stop] */ NOT NULL,
    position bigint NOT NULL,
    created_at bigint NOT NULL,
    acked_seq bigint NOT NULL,
    op json NOT NULL
    /* [jooq ignore start] */ , PRIMARY KEY (store_id, device_id, op_id) /* [jooq ignore stop] */
);

CREATE TABLE devices (
    device_id text /* [jooq ignore start] */ COLLATE "C" PRIMARY KEY /* [jooq ignore stop] */,
    -- Which claim of the id is the one that counts, and by whom: greater than all before it.
    claim bigint NOT NULL,
    holder text NOT NULL,
    claimed_at timestamptz NOT NULL
);

-- For people: the rows of every store as they are now.
/* [jooq ignore start] */
CREATE VIEW current_entries AS
    SELECT s.name AS store, e.path, e.value, e.type, e.revision, e.synced_at
    FROM stores s
    JOIN entries e ON e.generation = s.generation;
/* [jooq ignore stop] */
