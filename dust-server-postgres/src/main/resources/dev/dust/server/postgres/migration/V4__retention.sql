-- How much of each history is kept: for a store of its own, where it is not nothing.
ALTER TABLE stores ADD COLUMN keep_ops bigint;
ALTER TABLE stores ADD COLUMN keep_millis bigint;

-- The time by which the op was decided, Unix milliseconds; ops from before this column count as old.
ALTER TABLE ops ADD COLUMN at_millis bigint DEFAULT 0 NOT NULL;

/* [jooq ignore start] */
-- Not unique: of a push that was cut when its first ops went, later ones are left, which nobody rewrites when it comes again. That
-- a push takes effect once is found out under the lock of its store.
DROP INDEX ops_by_push;
CREATE INDEX ops_by_push ON ops (store_id, push) WHERE push IS NOT NULL;
/* [jooq ignore stop] */
