package dev.dust.adapter.sqlite;

/**
 * One end of a range of entries.
 *
 * @param key       not null
 * @param inclusive whether an entry of exactly this key is in the range
 */
record Bound(String key, boolean inclusive) {
}
