package dev.dust.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.cli.demo.Demo;
import dev.dust.cli.demo.DemoCaches;
import dev.dust.codec.ValueCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo of the command {@code dust}, with the cache and the transport of this module in place of its own. */
@Tag("slow")
class DemoTest {
    private static final ValueCodec JSON = new JacksonCodecs().json();

    @Test
    void demo_holds_overTheExamples(@TempDir Path temporary) throws InterruptedException {
        var out = new StringWriter();

        boolean held = Demo.run(new FileCaches(temporary),
                (server, token, time) -> new HttpClientTransport(server, () -> token, JSON, Duration.ofSeconds(30)),
                new PrintWriter(out));

        assertThat(out.toString().lines()).last().isEqualTo("demo: OK");
        assertThat(held).isTrue();
    }

    /** A directory for each client. */
    private static final class FileCaches implements DemoCaches {
        private final Path parent;
        private final Map<Cache, Path> directories = new HashMap<>();

        FileCaches(Path parent) {
            this.parent = parent;
        }

        @Override
        public Cache open() {
            return open(parent.resolve("client" + directories.size()));
        }

        @Override
        public Cache reopen(Cache before) {
            return open(directories.get(before));
        }

        private Cache open(Path directory) {
            var cache = new FileCache(directory, JSON);
            directories.put(cache, directory);
            return cache;
        }
    }
}
