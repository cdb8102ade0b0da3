-- What a Dust server keeps. Names are unqualified: the migration runs in the schema that was chosen.
-- What jOOQ's parser, which makes Java of this file, need not know stands between its ignore marks.

CREATE TABLE stores (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text /* [jooq ignore start] */ COLLATE "C" UNIQUE /* [jooq ignore stop] */ NOT NULL,
    -- The number of the last op. It moves under the lock of this row, and takes no sequence: those leave holes.
    seq bigint NOT NULL,
    -- Up to here ops are forgotten.
    compacted_seq bigint NOT NULL,
    row_count bigint NOT NULL,
    archived boolean NOT NULL,
    -- The latest time by which an op was decided, Unix milliseconds.
    seen_millis bigint NOT NULL
) /* [jooq ignore start] */ WITH (fillfactor = 20) /* [jooq ignore stop] */;

-- A key, as UTF-8, is in two columns, since an index entry holds 2,704 bytes and a key has up to 4,096: its first 1,024 bytes,
-- and what is left. The tail tells keys of the same head apart: the SHA-256 of what is left, or nothing if nothing is.
-- bytea, and not text: it sorts by bytes, and holds every character.
CREATE TABLE store_rows (
    store_id bigint NOT NULL,
    head bytea NOT NULL,
    tail bytea NOT NULL,
    rest bytea NOT NULL,
    -- The number of the op that last wrote the row.
    revision bigint NOT NULL,
    type text NOT NULL,
    -- json, not jsonb: it keeps numbers of any size as they were written, and takes \u0000.
    value json NOT NULL
    /* [jooq ignore start] */ , PRIMARY KEY (store_id, head, tail) /* [jooq ignore stop] */
) /* [jooq ignore start] */ WITH (fillfactor = 80) /* [jooq ignore stop] */;

-- What rows were, back to the compaction point: valid from their revision on, and until replaced_by.
CREATE TABLE replaced_rows (
    store_id bigint NOT NULL,
    -- The number of the op that replaced or removed the row.
    replaced_by bigint NOT NULL,
    head bytea NOT NULL,
    tail bytea NOT NULL,
    rest bytea NOT NULL,
    revision bigint NOT NULL,
    type text NOT NULL,
    value json NOT NULL
    /* [jooq ignore start] */ , PRIMARY KEY (store_id, replaced_by, head, tail) /* [jooq ignore stop] */
);

CREATE TABLE ops (
    store_id bigint NOT NULL,
    seq bigint NOT NULL,
    op text NOT NULL,
    -- These three as UTF-8.
    path bytea NOT NULL,
    device_id bytea,
    client_op_id bytea,
    value json NOT NULL,
    -- What was sent along, where the value is something else.
    sent json,
    -- The SHA-256 of device and id of a push that takes effect once, else nothing.
    push bytea,
    -- Which one it is of the ops that the push became: 0, 1, 2.
    ordinal integer,
    PRIMARY KEY (store_id, seq)
);

/* [jooq ignore start] */
CREATE UNIQUE INDEX ops_by_push ON ops (store_id, push, ordinal) WHERE push IS NOT NULL;

-- For people: the rows of every store as they are now.
CREATE VIEW current_rows AS
    SELECT s.name AS store,
        CASE WHEN position('\x00'::bytea IN r.head || r.rest) = 0 THEN convert_from(r.head || r.rest, 'UTF8') END AS path,
        r.value, r.type, r.revision
    FROM stores s
    JOIN store_rows r ON r.store_id = s.id;
/* [jooq ignore stop] */
