/** The cache in a file, by SQLite: begin with {@link dev.dust.adapter.sqlite.SqliteCache}. */
@NullMarked
package dev.dust.adapter.sqlite;

import org.jspecify.annotations.NullMarked;
