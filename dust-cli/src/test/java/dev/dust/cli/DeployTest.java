package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import picocli.CommandLine;

/** The files of {@code deploy/} can be used as they are: as Compose and systemd read them, and as {@code dust serve} does. */
class DeployTest {
    private static final Path DEPLOY = ProjectFiles.root().resolve("deploy");
    private static final Set<String> VARIABLES = Set.of(JdbcOptions.VARIABLE, ServeCommand.TOKENS_VARIABLE,
            ServeCommand.METRICS_TOKEN_VARIABLE);
    private static final Pattern SECRET_IN_URL = Pattern.compile("password=|//[^/@]*:[^/@]*@");

    // --- Compose

    private static final Set<String> OF_COMPOSE = Set.of("name", "services", "volumes", "secrets", "networks", "configs");
    private static final Set<String> OF_A_SERVICE = Set.of("build", "cap_add", "cap_drop", "command", "configs", "depends_on",
            "deploy", "entrypoint", "environment", "env_file", "expose", "extra_hosts", "healthcheck", "image", "init",
            "labels",
            "logging", "mem_limit", "networks", "ports", "read_only", "restart", "secrets", "security_opt", "stop_grace_period",
            "stop_signal", "tmpfs", "ulimits", "user", "volumes", "working_dir");
    private static final Set<String> OF_A_BUILD = Set.of("args", "context", "dockerfile", "target");
    private static final Set<String> OF_A_HEALTHCHECK = Set.of("disable", "interval", "retries", "start_period", "test",
            "timeout");
    private static final Set<String> CONDITIONS = Set.of("service_started", "service_healthy",
            "service_completed_successfully");
    private static final Pattern DURATION = Pattern.compile("(\\d+(us|ms|s|m|h))+");

    /** A file as Compose reads it, and what is wrong with it. */
    private static final class Compose {
        private final Map<String, Object> file;
        private final List<String> flaws = new ArrayList<>();

        Compose(String text) {
            file = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            onlyOf("the file", file.keySet().stream().filter(key -> !key.startsWith("x-")).toList(), OF_COMPOSE);
            map(file, "secrets").forEach((name, secret) -> onlyOf("secret " + name, map(secret).keySet(),
                    Set.of("file", "environment", "external")));
            map(file, "services").forEach((name, service) -> check(name, map(service)));
        }

        private void check(String name, Map<String, Object> service) {
            onlyOf(name, service.keySet(), OF_A_SERVICE);
            if (!service.containsKey("image") && !service.containsKey("build")) {
                flaws.add(name + " has neither image nor build");
            }
            onlyOf(name + "'s build", map(service, "build").keySet(), OF_A_BUILD);
            Map<String, Object> health = map(service, "healthcheck");
            onlyOf(name + "'s healthcheck", health.keySet(), OF_A_HEALTHCHECK);
            onlyOf(name, names(service.get("secrets")), map(file, "secrets").keySet());
            onlyOf(name, names(service.get("depends_on")), map(file, "services").keySet());
            if (service.get("depends_on") instanceof Map<?, ?> dependencies) {
                dependencies.forEach((on, how) -> {
                    onlyOf(name + "'s " + on, List.of(String.valueOf(map(how).get("condition"))), CONDITIONS);
                    if ("service_healthy".equals(map(how).get("condition"))
                            && !map(map(file, "services").get(on)).containsKey("healthcheck")) {
                        flaws.add(name + " waits for the health of " + on + ", which has no healthcheck");
                    }
                });
            }
            Stream.of(service.get("stop_grace_period"), health.get("interval"), health.get("timeout"))
                    .filter(time -> time != null && !DURATION.matcher(time.toString()).matches())
                    .forEach(time -> flaws.add(name + ": no time: " + time));
            for (String volume : names(service.get("volumes"))) {
                String source = volume.split(":")[0];
                if (source.startsWith(".")
                        ? !Files.exists(DEPLOY.resolve(source))
                        : !map(file, "volumes").containsKey(source)) {
                    flaws.add(name + ": no volume or file " + source);
                }
            }
        }

        private void onlyOf(String what, Collection<String> keys, Set<String> known) {
            keys.stream().filter(key -> !known.contains(key)).forEach(key -> flaws.add(what + ": " + key + " is not known"));
        }

        Map<String, Object> services() {
            return map(file, "services");
        }

        /** Those that run {@code dust serve}. */
        List<Map<String, Object>> servers() {
            return services().values().stream().map(Compose::map)
                    .filter(service -> names(service.get("command")).contains("serve"))
                    .toList();
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> map(Object value) {
            return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
        }

        static Map<String, Object> map(Map<String, Object> parent, String key) {
            return map(parent.get(key));
        }

        static List<String> names(Object value) {
            return switch (value) {
                case null -> List.of();
                case Map<?, ?> map -> map.keySet().stream().map(String::valueOf).toList();
                case List<?> list -> list.stream().map(String::valueOf).toList();
                default -> List.of(value.toString());
            };
        }
    }

    private static String compose() {
        return ProjectFiles.read(DEPLOY.resolve("compose.yaml"));
    }

    @Test
    void compose_hasTheKeysThatComposeKnows_andNamesWhatIsThere() {
        assertThat(new Compose(compose()).flaws).isEmpty();
    }

    /** The text with one thing in place of another, which it had. */
    private static String changed(String text, String change) {
        String[] oldAndNew = change.split("=>", -1);
        String broken = text.replace(oldAndNew[0], oldAndNew[1]);
        assertThat(broken).isNotEqualTo(text);
        return broken;
    }

    @ParameterizedTest
    @ValueSource(strings = {"healthcheck:=>healthchek:", "interval: 5s=>interval: often", "image: haproxy=>imag: haproxy",
            "secrets: [db-password, tokens=>secrets: [db-pasword, tokens", "condition: service_healthy=>condition: healthy",
            "depends_on: [node1, =>depends_on: [node4, ", "./haproxy.cfg:=>./proxy.cfg:", "- database:=>- data:",
            "stop_grace_period: 20s=>stop_grace_period: 20", "dockerfile:=>docker_file:", "\nsecrets:\n=>\nsecret:\n",
            "retries:=>retry:"})
    void composeWithAMistake_isFound(String change) {
        assertThat(new Compose(changed(compose(), change)).flaws).isNotEmpty();
    }

    @Test
    void serversOfCompose_areStartedAsServeTakesIt() {
        var compose = new Compose(compose());
        assertThat(compose.servers()).hasSize(3).allSatisfy(server -> {
            List<String> command = Compose.names(server.get("command"));
            parse(command);
            assertThat(Compose.names(server.get("environment"))).isNotEmpty().allMatch(VARIABLES::contains);
            // Each file that is named is a secret that it is given.
            assertThat(secretsNamed(command)).isNotEmpty()
                    .isSubsetOf(Compose.names(server.get("secrets")));
            assertThat(seconds(server.get("stop_grace_period").toString()))
                    .isGreaterThan(seconds(option(command, "--close-timeout")));
        });
        assertThat(noSecret(compose())).isTrue();
    }

    /** The command line as the command parses it: a flag that there is not is an error. */
    private static void parse(List<String> command) {
        Main.commandLine(variable -> null, System.out, System.err).parseArgs(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--port=>--prt", "--jdbc-password-file=>--jdbc-password", "serve=>server", "--close-timeout=>--timeout"})
    void commandWithAMistake_isFound(String change) {
        List<String> command = Compose.names(new Compose(changed(compose(), change)).services().values().stream()
                .map(Compose::map).filter(service -> service.containsKey("build")).findFirst().orElseThrow().get("command"));
        assertThatThrownBy(() -> parse(command)).isInstanceOf(CommandLine.ParameterException.class);
    }

    private static List<String> secretsNamed(List<String> command) {
        return command.stream().filter(word -> word.contains("/run/secrets/")).map(word -> word.replaceAll(".*/", "")).toList();
    }

    private static String option(List<String> command, String name) {
        return command.stream().filter(word -> word.startsWith(name + "=")).map(word -> word.substring(name.length() + 1))
                .findFirst().orElseGet(() -> command.get(command.indexOf(name) + 1));
    }

    private static long seconds(String time) {
        return Long.parseLong(time.replaceFirst("s$", ""));
    }

    private static boolean noSecret(String text) {
        return !SECRET_IN_URL.matcher(text).find() && !text.contains("--token ") && !text.contains("--token=");
    }

    @Test
    void balancer_knowsTheServersOfCompose_andWhatTheyAnswer() {
        String proxy = ProjectFiles.read(DEPLOY.resolve("haproxy.cfg"));
        var compose = new Compose(compose());
        Set<String> servers = Pattern.compile("(?m)^ +server (\\S+) (\\S+):7755$").matcher(proxy).results()
                .peek(server -> assertThat(server.group(1)).isEqualTo(server.group(2))).map(server -> server.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(servers).hasSameSizeAs(compose.servers())
                .allSatisfy(server -> assertThat(compose.servers()).contains(Compose.map(compose.services().get(server))));
        assertThat(compose.servers())
                .allSatisfy(server -> assertThat(option(Compose.names(server.get("command")), "--port")).isEqualTo("7755"));
        assertThat(proxy).contains("option httpchk GET /readyz", "path /metrics", "timeout tunnel 2m");
    }

    // --- systemd

    private static final Set<String> OF_A_UNIT = Set.of("After", "Before", "BindsTo", "Conflicts", "Description",
            "Documentation",
            "OnFailure", "PartOf", "Requires", "StartLimitBurst", "StartLimitIntervalSec", "Wants");
    private static final Set<String> OF_SERVICE = Set.of("AmbientCapabilities", "CapabilityBoundingSet", "DynamicUser",
            "Environment", "EnvironmentFile", "ExecStart", "ExecStartPre", "ExecStop", "Group", "KillMode", "KillSignal",
            "LimitNOFILE", "LoadCredential", "LoadCredentialEncrypted", "LockPersonality", "MemoryHigh", "MemoryMax", "Nice",
            "NoNewPrivileges", "PrivateDevices", "PrivateTmp", "PrivateUsers", "ProcSubset", "ProtectClock",
            "ProtectControlGroups",
            "ProtectHome", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules", "ProtectKernelTunables",
            "ProtectProc",
            "ProtectSystem", "ReadWritePaths", "Restart", "RestartSec", "RestrictAddressFamilies", "RestrictNamespaces",
            "RestrictRealtime", "RestrictSUIDSGID", "StandardError", "StandardOutput", "StateDirectory", "SuccessExitStatus",
            "SystemCallArchitectures", "SystemCallFilter", "TimeoutStartSec", "TimeoutStopSec", "Type", "UMask", "User",
            "WorkingDirectory");
    private static final Map<String, Set<String>> OF_SYSTEMD = Map.of("Unit", OF_A_UNIT, "Service", OF_SERVICE, "Install",
            Set.of("Alias", "RequiredBy", "WantedBy"));
    private static final Map<String, Pattern> FORMS = Map.of("Type", Pattern.compile("simple|exec|forking|oneshot|notify"),
            "Restart", Pattern.compile("no|always|on-failure|on-abnormal|on-success"), "TimeoutStopSec",
            Pattern.compile("\\d+"),
            "RestartSec", Pattern.compile("\\d+"), "DynamicUser", Pattern.compile("yes|no"), "ProtectSystem",
            Pattern.compile("yes|no|full|strict"));

    private static String unit() {
        return ProjectFiles.read(DEPLOY.resolve("dust.service"));
    }

    private static List<String> logicalLines(String unit) {
        return unit.replaceAll("\\\\\n\\s*", "").lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }

    /** What systemd would pass over, or not take. */
    private static List<String> flaws(String unit) {
        var flaws = new ArrayList<String>();
        Set<String> known = Set.of();
        for (String line : logicalLines(unit)) {
            if (line.matches("\\[.*]")) {
                known = OF_SYSTEMD.getOrDefault(line.substring(1, line.length() - 1), Set.of());
                if (known.isEmpty()) {
                    flaws.add("no such section: " + line);
                }
            } else {
                String key = line.replaceFirst("=.*", "");
                Pattern form = FORMS.get(key);
                if (!line.contains("=") || !known.contains(key)) {
                    flaws.add("no such key: " + line);
                } else if (form != null && !form.matcher(line.substring(key.length() + 1)).matches()) {
                    flaws.add("not what it takes: " + line);
                }
            }
        }
        return flaws;
    }

    @Test
    void unit_hasTheSectionsAndKeysThatSystemdKnows() {
        assertThat(flaws(unit())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[Service]=>[Servce]", "RestartSec=>RestartSecs", "WantedBy=>WantedFor", "Type=exec=>Type=run",
            "TimeoutStopSec=20=>TimeoutStopSec=soon", "Environment=DUST=>Enviroment=DUST", "After==>After "})
    void unitWithAMistake_isFound(String change) {
        assertThat(flaws(changed(unit(), change))).isNotEmpty();
    }

    /** Where systemd itself is there, it has the last word. */
    @Test
    void unit_isTakenBySystemd(@TempDir Path directory) throws IOException, InterruptedException {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        if (!Files.isExecutable(analyze)) {
            return;
        }
        Path file = Files.writeString(directory.resolve("dust.service"), unit().replace("/opt/dust/bin/dust", "/bin/true"));
        Process verify = new ProcessBuilder(analyze.toString(), "verify", file.toString()).redirectErrorStream(true).start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines().filter(line -> line.contains("dust.service"))).isEmpty();
    }

    @Test
    void serverOfTheUnit_isStartedAsServeTakesIt() {
        List<String> lines = logicalLines(unit());
        String start = value(lines, "ExecStart").getFirst();
        List<String> command = List.of(start.split(" +")).subList(1, start.split(" +").length);
        assertThat(start).startsWith("/opt/dust/bin/dust serve ");
        parse(command);
        Set<String> credentials = value(lines, "LoadCredential").stream().map(line -> line.replaceFirst(":.*", ""))
                .collect(Collectors.toSet());
        List<String> named = Pattern.compile("\\$\\{CREDENTIALS_DIRECTORY}/(\\S+)").matcher(start).results()
                .map((MatchResult found) -> found.group(1)).toList();
        assertThat(named).containsExactlyInAnyOrderElementsOf(credentials);
        assertThat(value(lines, "Environment")).isNotEmpty()
                .allMatch(variable -> VARIABLES.contains(variable.replaceFirst("=.*", "")));
        assertThat(Long.parseLong(value(lines, "TimeoutStopSec").getFirst()))
                .isGreaterThan(seconds(option(command, "--close-timeout")));
        assertThat(noSecret(unit())).isTrue();
    }

    private static List<String> value(List<String> lines, String key) {
        return lines.stream().filter(line -> line.startsWith(key + "=")).map(line -> line.substring(key.length() + 1)).toList();
    }
}
