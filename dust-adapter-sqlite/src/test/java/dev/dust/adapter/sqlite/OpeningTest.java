package dev.dust.adapter.sqlite;

import static dev.dust.adapter.sqlite.Caches.STORE;
import static dev.dust.adapter.sqlite.Caches.get;
import static dev.dust.adapter.sqlite.Caches.put;
import static dev.dust.adapter.sqlite.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no cache's file is refused, says what to do, and is left as it is. */
class OpeningTest {
    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("cache.db");
    }

    private AbstractThrowableAssert<?, ?> assertRefused(Path file) {
        return assertThatThrownBy(() -> Caches.open(file)).isInstanceOf(CacheException.class)
                .hasMessageContaining(file.toString());
    }

    private String sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet found = statement.getResultSet()) {
                return found.getString(1);
            }
        }
    }

    @Test
    void fileSaysWhoseItIs_andOfWhichVersion() throws SQLException {
        Caches.open(file).close();
        assertThat(Integer.toHexString(Integer.parseInt(sql("PRAGMA application_id")))).isEqualTo("44757374");
        assertThat(sql("PRAGMA user_version")).isEqualTo("1");
        assertThat(sql("PRAGMA journal_mode")).isEqualTo("wal");
    }

    @Test
    void rowsCanBeReadByPeople() throws SQLException {
        try (var cache = Caches.open(file)) {
            cache.open(STORE, "dev").commit(put(0, 1, "a"));
        }
        assertThat(sql("SELECT store || ' ' || path || ' ' || value || ' ' || type FROM current_entries"))
                .isEqualTo("org/store a 1 integer");
    }

    @Test
    void emptyFile_isTaken() throws IOException {
        Files.createFile(file);
        Caches.open(file).close();
    }

    @Test
    void symbolicLink_isFollowed_soThatAllHaveTheSameFile() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        try (var one = Caches.open(file); var other = Caches.open(link)) {
            one.open(STORE, one.deviceId(null, () -> "dev_1")).commit(put(0, 1, "a"));
            assertThat(other.deviceId(null, () -> "dev_2")).isEqualTo("dev_2");
            assertThat(get(other.open(STORE, "dev_2"), "a")).isEqualTo(row("a", 1));
        }
    }

    @Test
    void databaseOfSomebodyElse_isRefused_andLeftAsItIs() throws SQLException, IOException {
        sql("CREATE TABLE theirs (a)");
        byte[] before = Files.readAllBytes(file);
        assertRefused(file).hasMessageContaining("is no cache of Dust's").hasMessageContaining("Name another file");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void fileThatIsNoDatabase_isRefused_andLeftAsItIs() throws IOException {
        Files.writeString(file, "Dear diary, ".repeat(100));
        assertRefused(file).hasMessageContaining("is no cache of Dust's");
        assertThat(file).hasContent("Dear diary, ".repeat(100));
    }

    @Test
    void fileOfALaterVersion_isRefused() throws SQLException {
        Caches.open(file).close();
        sql("PRAGMA user_version = 2");
        assertRefused(file).hasMessageContaining("later version").hasMessageContaining("update this application");
    }

    @Test
    void directory_isRefused() {
        assertRefused(directory).hasMessageContaining("is a directory");
    }

    @Test
    void missingDirectory_isNamed() {
        assertRefused(directory.resolve("none/cache"))
                .hasMessageContaining("there is no directory " + directory.resolve("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "NFS"})
    void networkFileSystems_areKnown(String type) {
        assertThat(FileCheck.isNetwork(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "overlay", "tmpfs", "apfs", "NTFS", "zfs", "9p", "fuse.ntfs-3g"})
    void localFileSystems_areTaken(String type) {
        assertThat(FileCheck.isNetwork(type)).isFalse();
    }
}
