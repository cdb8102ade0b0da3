-- The contents of files, each once, in pieces.

CREATE TABLE files (
    -- The SHA-256 of the content.
    hash bytea /* [jooq ignore start] */ PRIMARY KEY /* [jooq ignore stop] */ NOT NULL,
    -- Whose chunks.
    content_id bigint NOT NULL,
    size bigint NOT NULL,
    -- When it was last put, asked for by an op, or found to be named by a row.
    kept_at timestamp with time zone NOT NULL
);

-- Contents that are on their way: nobody finds them.
CREATE TABLE file_arrivals (
    content_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    begun_at timestamp with time zone NOT NULL
);

CREATE TABLE file_chunks (
    content_id bigint NOT NULL,
    -- 0, 1, 2 and so on, each of the same length but for the last one.
    number integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (content_id, number)
);

-- The stores that each file was put into. Written with the op, and there until the content goes.
CREATE TABLE file_stores (
    hash bytea NOT NULL,
    store_id bigint NOT NULL,
    -- As UTF-8: a stranger wrote it.
    content_type bytea NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY
    /* [jooq ignore start] */ , PRIMARY KEY (hash, store_id) /* [jooq ignore stop] */
);

-- Who has brought which content: the SHA-256 of the token.
CREATE TABLE file_uploads (
    token bytea NOT NULL,
    hash bytea NOT NULL,
    uploaded_at timestamp with time zone NOT NULL
    /* [jooq ignore start] */ , PRIMARY KEY (token, hash) /* [jooq ignore stop] */
);

-- The file that a row names, by its SHA-256; nothing in other rows. No index on value itself, which every write would pay for.
ALTER TABLE store_rows ADD COLUMN file bytea;
ALTER TABLE replaced_rows ADD COLUMN file bytea;

/* [jooq ignore start] */
CREATE INDEX store_rows_by_file ON store_rows (file) WHERE file IS NOT NULL;
CREATE INDEX replaced_rows_by_file ON replaced_rows (file) WHERE file IS NOT NULL;
CREATE INDEX files_by_time ON files (kept_at);
CREATE INDEX file_uploads_by_time ON file_uploads (uploaded_at);
-- Contents are compressed already, or not worth it.
ALTER TABLE file_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
/* [jooq ignore stop] */
