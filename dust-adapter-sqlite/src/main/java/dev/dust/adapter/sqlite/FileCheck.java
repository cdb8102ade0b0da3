package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** What can be told of a file before SQLite is asked, in better words than it has. */
final class FileCheck {
    /** How Linux, macOS and the tools for file systems in user space call those whose disk is elsewhere. */
    private static final Pattern NETWORK = Pattern.compile(
            "nfs\\d?|cifs|smb\\d?|smbfs|afpfs|webdav|davfs|afs|lustre|(fuse\\.)?(sshfs|davfs2?|glusterfs|s3fs|rclone)");

    private FileCheck() {
    }

    /**
     * The real path of the file, whether it is there or not.
     *
     * @throws CacheException if it cannot be a cache's
     */
    static Path realPath(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        var failures = new SqliteFailures(absolute);
        if (Files.isDirectory(absolute)) {
            throw failures.of("is a directory: name a file in it", null);
        }
        try {
            Path directory = absolute.getParent();
            if (directory == null || !Files.isDirectory(directory)) {
                throw failures.of("cannot be made: there is no directory " + directory + ", make it first", null);
            }
            Path real = Files.exists(absolute)
                    ? absolute.toRealPath()
                    : directory.toRealPath().resolve(absolute.getFileName());
            requireLocal(Files.getFileStore(directory), real);
            return real;
        } catch (IOException e) {
            throw failures.of("cannot be looked at: " + e, e);
        }
    }

    private static void requireLocal(FileStore store, Path file) {
        if (isNetwork(store.type()) || file.toString().startsWith("\\\\")) {
            throw new SqliteFailures(file).of("is on a network file system (" + store.type() + "), where processes cannot share"
                    + " the memory that a write-ahead log needs: put it on a local disk, or use the cache in PostgreSQL", null);
        }
    }

    /** Whether the disk of a file system of this type is elsewhere. */
    static boolean isNetwork(String type) {
        return NETWORK.matcher(type.toLowerCase(Locale.ROOT)).matches();
    }
}
