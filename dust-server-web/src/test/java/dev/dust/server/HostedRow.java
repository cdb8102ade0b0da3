package dev.dust.server;

import dev.dust.server.frame.Format;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Something that the public server does.
 *
 * @param rule  what
 * @param check sees that a store does it
 */
record HostedRow(String rule, Check check) {

    /** May fail in any way. */
    @FunctionalInterface
    interface Check {
        void on(HostedStore store) throws Exception;
    }

    static HostedRow row(String rule, Check check) {
        return new HostedRow(rule, check);
    }

    /** Each row, for a store of its own, in each format. */
    static Stream<DynamicTest> tests(TestServer server, ManualTime time, List<HostedRow> rows) {
        return rows.stream().flatMap(row -> Stream.of(Format.values())
                .map(format -> DynamicTest.dynamicTest(row.rule() + " (" + format + ")", () -> {
                    try (var store = new HostedStore(server, time, format, "all")) {
                        row.check().on(store);
                    }
                })));
    }
}
