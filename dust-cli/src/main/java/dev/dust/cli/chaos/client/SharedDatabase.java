package dev.dust.cli.chaos.client;

/**
 * A PostgreSQL database in which clients share a cache.
 *
 * @param url      the JDBC URL
 * @param user     null if the URL says it
 * @param password null if the URL says it, or none is needed
 * @param schema   the cache's own
 */
public record SharedDatabase(String url, String user, String password, String schema) {
    /** Without the password. */
    @Override
    public String toString() {
        return "schema " + schema;
    }
}
