-- The last membership of a device in a store that took over: pushes of memberships of lower numbers are not decided any more.
CREATE TABLE takeovers (
    store_id bigint NOT NULL,
    -- The SHA-256 of the device's id.
    device bytea NOT NULL,
    -- When it was, in microseconds of the database's clock, or more: it rises.
    number bigint NOT NULL
    /* [jooq ignore start] */ , PRIMARY KEY (store_id, device) /* [jooq ignore stop] */
);
