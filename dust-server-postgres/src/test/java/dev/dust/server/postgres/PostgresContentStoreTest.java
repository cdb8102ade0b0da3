package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.file.ContentStore;
import dev.dust.testkit.contract.ContentStoreContract;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgres")
class PostgresContentStoreTest implements ContentStoreContract {
    private final TestDatabase database = TestPostgres.newDatabase();
    private final List<PostgresLedger> opened = new ArrayList<>();

    @Override
    public ContentStore openFiles() {
        var ledger = PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults());
        opened.add(ledger);
        return ledger.files();
    }

    @Override
    public Optional<ContentStore> another(ContentStore files) {
        return Optional.of(openFiles());
    }

    @AfterEach
    void closeAll() {
        opened.forEach(PostgresLedger::close);
    }

    /** Nothing is kept twice, and nothing is left of what was refused, or of what a server did not finish that died. */
    @Test
    void chunks_areThoseOfContents_andNoOthers() throws IOException {
        ContentStore files = openFiles();
        byte[] content = new byte[600_000];
        String hash = Sha256.name(content);
        for (int i = 0; i < 2; i++) {
            files.put(hash, new ByteArrayInputStream(content));
            files.put(Sha256.name(new byte[1]), new ByteArrayInputStream(content));
        }
        assertThat(chunks()).isEqualTo(3);
        database.execute("insert into dust_server.file_arrivals (begun_at) values (now() - interval '2 days')");
        database.execute("insert into dust_server.file_chunks select max(content_id), 0, 'x' from dust_server.file_arrivals");
        files.sweep(hash::equals, Duration.ofDays(3));
        assertThat(chunks()).isEqualTo(4);
        files.sweep(hash::equals, Duration.ofDays(1));
        assertThat(chunks()).isEqualTo(3);
        files.sweep(other -> false, Duration.ZERO);
        assertThat(chunks()).isZero();
    }

    private int chunks() {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select count(*) from dust_server.file_chunks")) {
            found.next();
            return found.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
