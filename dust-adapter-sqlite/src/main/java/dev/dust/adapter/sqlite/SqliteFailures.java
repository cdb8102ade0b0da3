package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says what it means when SQLite fails on a file, and what to do. */
final class SqliteFailures {
    /** Of an extended error code the part that says what kind it is. */
    private static final int PRIMARY = 0xff;

    private final Path file;

    SqliteFailures(Path file) {
        this.file = file;
    }

    /** A thread was asked to stop while it waited. */
    static CacheException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CacheException("interrupted: this thread was asked to stop before the cache could be used", cause);
    }

    /** {@code failure} for those who use the cache. */
    CacheException of(SQLException failure) {
        return new CacheException(meaning(primary(failure)) + " (" + failure.getMessage() + ")", failure);
    }

    /** {@code problem} with the file, for those who use the cache. */
    CacheException of(String problem, @Nullable Throwable cause) {
        return new CacheException(the() + problem, cause);
    }

    static boolean isBusy(SQLException failure) {
        SQLiteErrorCode code = primary(failure);
        return code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED;
    }

    private static SQLiteErrorCode primary(SQLException failure) {
        int code = failure instanceof SQLiteException lite ? lite.getResultCode().code : failure.getErrorCode();
        return SQLiteErrorCode.getErrorCode(code & PRIMARY);
    }

    private String meaning(SQLiteErrorCode code) {
        return switch (code) {
            case SQLITE_FULL -> "the disk is full: make room where " + file + " is";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                the() + "cannot be written: this user needs the right to write it, and to make files in its directory";
            case SQLITE_CANTOPEN -> the() + "cannot be opened: its directory must be there, and this user needs the right to"
                    + " write the file and to make files beside it";
            case SQLITE_BUSY, SQLITE_LOCKED -> the() + "is in use: another process has been writing it for longer than"
                    + " busyTimeout says";
            case SQLITE_CORRUPT -> the() + "is damaged: stop who uses it and delete it, with those of the same name that end in"
                    + " -wal and -shm. Rows are fetched again from the server; writes that it had not sent are lost, unless"
                    + " \"sqlite3 " + file + " .recover\" brings them back";
            case SQLITE_NOTADB -> noCache();
            case SQLITE_IOERR -> the() + "cannot be read or written: the disk, or the file system, fails";
            case SQLITE_NOMEM -> "SQLite has no memory left for " + file;
            case SQLITE_TOOBIG -> "a value is larger than SQLite takes";
            default -> the() + "cannot be used";
        };
    }

    /** What is there is no cache. */
    String noCache() {
        return the() + "is no cache of Dust's: it is left as it is. Name another file, or move that one away";
    }

    private String the() {
        return "the cache's file " + file + " ";
    }
}
