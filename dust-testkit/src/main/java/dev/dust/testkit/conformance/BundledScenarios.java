package dev.dust.testkit.conformance;

import dev.dust.testkit.conformance.ScenarioFile.Found;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The scenarios that come with the kit, one file for each topic. */
final class BundledScenarios {
    private static final List<String> FILES = List.of("basics.json", "hosted.json", "ops.json", "values.json", "refusals.json",
            "order.json",
            "snapshots.json", "outbox.json", "restart.json", "leases.json", "connection.json", "subscriptions.json",
            "reading.json",
            "calls.json");

    private BundledScenarios() {
    }

    static List<Found> all() {
        return FILES.stream().flatMap(file -> read(file).stream()).toList();
    }

    private static List<Found> read(String file) {
        try (InputStream in = BundledScenarios.class.getResourceAsStream(file)) {
            return ScenarioFile.parse(file, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
