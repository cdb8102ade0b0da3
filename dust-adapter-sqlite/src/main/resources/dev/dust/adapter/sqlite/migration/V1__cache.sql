-- What the Dust cache keeps. The version of the schema is the file's user_version.

CREATE TABLE stores (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    -- Up to which store_seq the entries are those of the server.
    applied_seq INTEGER NOT NULL,
    entry_count INTEGER NOT NULL
) STRICT;

-- In the order of keys on disk, so that a read of one is one search, and that of a range goes from page to page.
CREATE TABLE entries (
    store_id INTEGER NOT NULL,
    path TEXT NOT NULL,
    type TEXT NOT NULL,
    -- The store_seq that last wrote the row.
    revision INTEGER NOT NULL,
    -- When this client stored the row, Unix milliseconds.
    synced_at INTEGER NOT NULL,
    -- JSON in UTF-8, which SQLite does not look into.
    value BLOB NOT NULL,
    PRIMARY KEY (store_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    store_id INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    op_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    acked_seq INTEGER NOT NULL,
    op BLOB NOT NULL,
    PRIMARY KEY (store_id, device_id, op_id)
) STRICT;

-- Each read asks which entries are settled: as a rule none is.
CREATE INDEX outbox_acked ON outbox (store_id, device_id, acked_seq, position) WHERE acked_seq > 0;

CREATE TABLE devices (
    -- Which byte of the lock file says that its holder lives.
    number INTEGER PRIMARY KEY,
    device_id TEXT NOT NULL UNIQUE,
    -- Greater than those of all claims before it, of whatever id.
    claim INTEGER NOT NULL
) STRICT;

-- The contents of files that wait to be uploaded, beside the outbox that says where to. In chunks: none is in memory as a whole.
CREATE TABLE contents (
    store_id INTEGER NOT NULL,
    device_id TEXT NOT NULL,
    op_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (store_id, device_id, op_id, number)
) STRICT;

-- For people: the rows of every store.
CREATE VIEW current_entries AS
    SELECT s.name AS store, e.path, CAST(e.value AS TEXT) AS value, e.type, e.revision, e.synced_at
    FROM stores s
    JOIN entries e ON e.store_id = s.id;
