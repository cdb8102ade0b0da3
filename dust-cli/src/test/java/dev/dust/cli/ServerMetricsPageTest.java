package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.metrics.Metrics;
import dev.dust.server.metrics.ServerMeter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /metrics} of {@code dust serve}, and what the page on servers says of it (docs/server.md#metrics). */
class ServerMetricsPageTest {
    private static final String LISTENING = "listening on ";
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\S+) (.+)$");
    /** What Micrometer tells of a JVM and its process. */
    private static final Pattern OF_THE_JVM = Pattern.compile("(jvm|process|system)_.*");

    private final String page = ProjectFiles.read(ProjectFiles.root().resolve("docs/server.md"));

    /** Name and type of each metric, in the order of the page; the largest value of late is another view of the same. */
    private static Map<String, String> types(String exposed) {
        var types = new LinkedHashMap<String, String>();
        TYPE.matcher(exposed).results().forEach(type -> types.put(type.group(1), type.group(2)));
        types.keySet().removeIf(name -> OF_THE_JVM.matcher(name).matches() || name.endsWith("_max"));
        return types;
    }

    /** All meters, as each is exposed when there is something to tell. */
    private static String exposedOfAll() {
        try (var prometheus = new Prometheus()) {
            Metrics metrics = prometheus.metrics();
            for (ServerMeter meter : ServerMeter.values()) {
                List<List<String>> values = meter.tagValues().isEmpty()
                        ? List.of(List.of())
                        : meter.tagValues().stream().map(List::of).toList();
                for (List<String> value : values) {
                    switch (meter.kind()) {
                        case COUNTER -> metrics.count(meter, value, 7);
                        case TIMER -> metrics.time(meter, value, Duration.ofMillis(7));
                        case SUMMARY -> metrics.size(meter, value, 7);
                        case GAUGE -> metrics.gauge(meter, value, () -> 7);
                    }
                }
            }
            return prometheus.page();
        }
    }

    private static String row(ServerMeter meter, String exposed) {
        String name = HELP.matcher(exposed).results().filter(help -> help.group(2).equals(meter.description()))
                .map(help -> help.group(1)).filter(found -> !found.endsWith("_max")).findFirst()
                .orElseThrow(() -> new AssertionError(meter + " is not exposed with its description"));
        String labels = meter.tags().isEmpty()
                ? "none"
                : "`" + meter.tags().getFirst() + "`: "
                        + meter.tagValues().stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
        return "| `" + name + "` | " + types(exposed).get(name) + " | " + labels + " | " + meter.description() + " |";
    }

    @Test
    void pageOnServers_hasEachMetric_asItIsExposed_andWhatToDo() {
        String exposed = exposedOfAll();
        List<String> rows = Arrays.stream(ServerMeter.values()).map(meter -> row(meter, exposed)).toList();
        List<String> written = page.lines().filter(line -> line.startsWith("| `dust_")).toList();

        assertThat(written.stream().map(line -> line.substring(0, line.lastIndexOf('|', line.length() - 2) + 1)).toList())
                .isEqualTo(rows);
        assertThat(written).allSatisfy(
                line -> assertThat(line.substring(line.lastIndexOf('|', line.length() - 2)).strip()).hasSizeGreaterThan(10));
    }

    /** So that what stands in rules and alarms is what it looks like: units are base units, counters are totals. */
    @Test
    void names_areAsPrometheusWantsThem() {
        Map<String, String> types = types(exposedOfAll());

        assertThat(types).hasSize(ServerMeter.values().length);
        assertThat(types).allSatisfy((name, type) -> {
            assertThat(name).matches("dust_server(_[a-z]+)+");
            assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
            assertThat(type).isIn("counter", "gauge", "histogram");
        });
    }

    @Test
    void buckets_areThoseOfTimes_andOfSizes() {
        String exposed = exposedOfAll();

        assertThat(exposed).contains("dust_server_push_seconds_bucket{outcome=\"ok\",le=\"0.005\"} 0",
                "dust_server_push_seconds_bucket{outcome=\"ok\",le=\"0.01\"} 1",
                "dust_server_push_seconds_bucket{outcome=\"ok\",le=\"10.0\"} 1",
                "dust_server_ledger_batch_pushes_bucket{le=\"4.0\"} 0", "dust_server_ledger_batch_pushes_bucket{le=\"8.0\"} 1",
                "dust_server_ledger_batch_pushes_bucket{le=\"512.0\"} 1");
    }

    private static HttpResponse<String> metrics(String url, String token) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url.replace("ws://", "http://").replace("/ws/sync", "/metrics")))
                    .header("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
        }
    }

    private static String url(RunningCommand server) throws InterruptedException {
        return server.nextLine().substring(LISTENING.length());
    }

    @Test
    void serve_exposesWhatThePageSays_andItsJvm(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "secret\n");
        try (var server = new RunningCommand(Map.of("DUST_METRICS_TOKEN", "another"), "serve", "--port", "0", "--token", "t1",
                "--metrics-token-file", token.toString())) {
            String url = url(server);
            CommandRun.of(Map.of("DUST_URL", url, "DUST_TOKEN", "t1"), "put", "one/store", "a", "1", "--token", "t1").done();

            HttpResponse<String> told = metrics(url, "secret");
            assertThat(told.statusCode()).isEqualTo(200);
            assertThat(metrics(url, "t1").statusCode()).isEqualTo(200);
            assertThat(metrics(url, "another").statusCode()).isEqualTo(401);
            assertThat(types(told.body()).keySet()).allMatch(name -> page.contains("| `" + name + "` |"))
                    .contains("dust_server_connections", "dust_server_push_seconds", "dust_server_ledger_write_seconds",
                            "dust_server_ledger_batch_pushes", "dust_server_sent_events_total");
            assertThat(told.body()).contains("dust_server_handshakes_total{outcome=\"accepted\"} 1.0", "jvm_memory_used_bytes",
                    "process_cpu_usage", "process_files_open_files", "process_uptime_seconds");
            assertThat(told.body()).doesNotContain("one/store", "t1", "secret");
        }
    }

    @Test
    void tokenOfMetrics_isReadFromTheEnvironment_andAFileHasOne(@TempDir Path directory) throws Exception {
        try (var server = new RunningCommand(Map.of("DUST_METRICS_TOKEN", " secret\n"), "serve", "--port", "0", "--token",
                "t1")) {
            assertThat(metrics(url(server), "secret").statusCode()).isEqualTo(200);
        }
        Path two = Files.writeString(directory.resolve("two"), "one\ntwo\n");
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "0", "--metrics-token-file", two.toString())
                .complaint(ExitCode.USAGE)).contains("one token", two.toString());
    }
}
