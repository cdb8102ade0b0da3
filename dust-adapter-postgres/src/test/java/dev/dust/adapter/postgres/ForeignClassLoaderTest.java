package dev.dust.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application server's threads may not see the driver; a JVM looks for drivers once, by whichever thread asks first. */
@Tag("postgres")
class ForeignClassLoaderTest {

    @Test
    void driverIsFound_whateverTheThreadsClassLoaderIs() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                Program.class.getName(), TestPostgres.newDatabase().url())
                .redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** What the process does. */
    static final class Program {
        private Program() {
        }

        public static void main(String[] args) {
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            try (var cache = PostgresCache.connect(args[0], null, null, Caches.CODECS, PostgresOptions.defaults())) {
                cache.open(Caches.STORE, cache.deviceId(null, () -> "dev")).commit(Caches.put(0, 1, "a"));
            }
        }
    }
}
