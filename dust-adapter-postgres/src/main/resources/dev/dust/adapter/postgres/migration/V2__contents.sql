-- The contents of files that wait to be uploaded, beside the outbox that says where to. In chunks: none is in memory as a whole.

CREATE TABLE contents (
    store_id bigint NOT NULL REFERENCES stores ON DELETE CASCADE,
    device_id text /* [jooq ignore start] */ COLLATE "C" /* [jooq ignore stop] */ NOT NULL,
    op_id text /* [jooq ignore start] */ COLLATE "C" /* [jooq ignore stop] */ NOT NULL,
    number integer NOT NULL,
    bytes bytea NOT NULL
    /* [jooq ignore start] */ , PRIMARY KEY (store_id, device_id, op_id, number) /* [jooq ignore stop] */
);
-- What is in it is compressed, or random: the database would try in vain.
/* [jooq ignore start] */
ALTER TABLE contents ALTER COLUMN bytes SET STORAGE EXTERNAL;
/* [jooq ignore stop] */
