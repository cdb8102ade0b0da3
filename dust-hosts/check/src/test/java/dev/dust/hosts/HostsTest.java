package dev.dust.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each application starts, connects to a server, writes, hears, reads and ends (docs/compatibility.md). */
class HostsTest {
    private static final long PATIENCE_SECONDS = 120;
    private static final Pattern USES = Pattern.compile("uses .*?-(\\d[\\w.]*)\\.jar");
    private static DustServer server;
    private static String database;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        server = DustServer.start();
        database = TestPostgres.newDatabase().url();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Path target(String application) {
        return Path.of("..", application, "target").toAbsolutePath().normalize();
    }

    private static List<String> classPath(String application, String main) throws IOException {
        String path = target(application).resolve("classes") + File.pathSeparator
                + Files.readString(target(application).resolve("class-path")).strip();
        return List.of("-cp", path, main);
    }

    private static List<String> jar(Path jar) {
        return List.of("-jar", jar.toString());
    }

    private static List<String> arguments(String application, String form) throws IOException {
        return switch (form) {
            case "one jar" -> jar(target(application).resolve("dust-hosts-" + application + "-0.1.0-SNAPSHOT-all.jar"));
            case "quarkus" -> jar(target(application).resolve("quarkus-app/quarkus-run.jar"));
            default -> classPath(application, form);
        };
    }

    @ParameterizedTest
    @CsvSource({"lowest, dev.dust.hosts.PlainApp", "spring-boot-3, dev.dust.hosts.SpringBootApp", "spring-boot-3, one jar",
            "spring-boot-4, dev.dust.hosts.SpringBootApp", "spring-boot-4, one jar", "micronaut, dev.dust.hosts.MicronautApp",
            "quarkus, quarkus"})
    void application_startsWritesHearsAndEnds(String application, String form) throws Exception {
        for (String cache : List.of("memory", "postgres")) {
            List<String> lines = run(arguments(application, form), cache, application);
            assertThat(lines).contains("cache " + cache, "roundtrip done", "ended");
            assertThat(versions(lines)).as("versions, and those of docs/compatibility.md#tested").isEqualTo(page(application));
            assertThat(server.store("hosts/" + nameOf(application)).rows()).containsKeys("notes/n/text", "count");
        }
    }

    /** Of its libraries, in their order. */
    private static List<String> versions(List<String> lines) {
        return lines.stream().map(USES::matcher).filter(Matcher::matches).map(line -> line.group(1)).toList();
    }

    private static List<String> page(String application) throws IOException {
        String row = Files.readString(Path.of("../../docs/compatibility.md")).lines()
                .filter(line -> line.startsWith("| `" + application + "` |")).findFirst().orElseThrow();
        List<String> cells = Arrays.stream(row.split("\\|")).map(String::strip).filter(cell -> !cell.isEmpty()).toList();
        return cells.subList(2, cells.size());
    }

    private static String nameOf(String application) {
        return application.equals("lowest") ? "plain" : application.replaceAll("-\\d$", "");
    }

    private List<String> run(List<String> arguments, String cache, String application)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(arguments);
        Path output = folder.resolve(cache);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("HOST_CACHE", cache, "DUST_URL", server.url().toString(), "DUST_API_KEY",
                "dust_tok_local", "DUST_JDBC_URL", database, "SPRING_DATASOURCE_URL", database, "QUARKUS_DATASOURCE_JDBC_URL",
                database));
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as("%s on %s ends: %s", application, cache, Files.readString(output)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(output);
    }
}
