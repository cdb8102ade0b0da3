package dev.dust.server;

import static dev.dust.server.HostedRow.row;
import static dev.dust.server.HostedStore.isTerm;
import static dev.dust.server.HostedStore.map;
import static dev.dust.server.HostedStore.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Preconditions and leases, as the public server judges them. */
class HostedPreconditionsTest {
    private static final Map<String, String> DECIMAL = Map.of("_typed", "29.99", "_type", "decimal");

    private final ManualTime time = new ManualTime();
    private final TestServer server = TestServer.start(ServerOptions.defaults().hosted(true).time(time));

    @AfterEach
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> preconditions() {
        return HostedRow.tests(server, time, List.of(
                row("if_match holds at the row's revision, and is else a conflict that says nothing more", s -> {
                    s.ok("set", "a", 1);
                    s.ok("set", "b", 1);
                    s.ok("set", "a", 2, "if_match", 1);
                    assertThat(s.refused("set", "a", 3, "if_match", 1)).isEqualTo(reason("conflict"));
                    assertThat(s.refused("set", "none", 3, "if_match", 1)).isEqualTo(reason("conflict"));
                    s.ok("set", "tree/x", 1);
                    assertThat(s.refused("set", "tree", 3, "if_match", 4)).isEqualTo(reason("conflict"));
                    s.ok("set", "a", DECIMAL, "if_match", 3);
                }),
                row("after a snapshot if_match is still the row's own revision", s -> {
                    s.ok("set", "a", 1);
                    s.ok("set", "b", 1);
                    s.store.compact();
                    assertThat(s.refused("set", "a", 2, "if_match", 2)).isEqualTo(reason("conflict"));
                    s.ok("set", "a", 2, "if_match", 1);
                }),
                row("if_match is for set and delete, of a leaf", s -> {
                    assertThat(s.refused("set", "a", Map.of("x", 1), "if_match", 1)).isEqualTo(reason("if_match_multi_leaf"));
                    assertThat(s.refused("increment", "a", 1, "if_match", 1))
                            .isEqualTo(Map.of("reason", "if_match_unsupported_op", "op", "increment"));
                    s.ok("set", "a", 1);
                    assertThat(s.refused("delete", "a", null, "if_match", 7)).isEqualTo(reason("conflict"));
                    s.ok("delete", "a", null, "if_match", 1);
                    assertThat(s.values()).isEmpty();
                }),
                row("if_match is an integer: 0 is a conflict, null is none, and anything else is refused with a term", s -> {
                    s.ok("set", "a", 1);
                    assertThat(s.refused("set", "a", 2, "if_match", 0)).isEqualTo(reason("conflict"));
                    s.ok("set", "a", 2, "if_match", Value.NULL);
                    isTerm(s.refused("set", "a", 3, "if_match", "2"), "%CaseClauseError{");
                    isTerm(s.refused("set", "a", 3, "if_match", 2.0), "%CaseClauseError{");
                }),
                row("if_absent holds once", s -> {
                    s.ok("set", "a/b", 1);
                    s.ok("set", "a", 1, "if_absent", true);
                    assertThat(s.values()).isEqualTo(Map.of("a", 1L));
                    assertThat(s.refused("set", "a", 1, "if_absent", true)).isEqualTo(reason("exists"));
                    assertThat(s.refused("delete", "a", null, "if_absent", true))
                            .isEqualTo(Map.of("reason", "if_absent_unsupported_op", "op", "delete"));
                    assertThat(s.refused("set", "a", Map.of(), "if_absent", true)).isEqualTo(reason("if_absent_multi_leaf"));
                    assertThat(s.refused("set", "a", 1, "if_absent", true, "if_match", 1))
                            .isEqualTo(reason("invalid_precondition"));
                }),
                row("if_absent that is not true is ignored", s -> {
                    s.ok("set", "a", 1);
                    s.ok("set", "a", 2, "if_absent", "yes");
                    s.ok("set", "a", 3, "if_absent", 1);
                }),
                row("a fence holds as long as its lease, for every op", s -> {
                    s.ok("lease", "lock", null, "ttl_ms", 1_000);
                    Map<String, ?> fence = Map.of("key", "lock", "token", 1);
                    s.ok("set", "a", 1, "fence", fence);
                    s.ok("delete", "a", null, "fence", fence);
                    s.ok("merge", "a", Map.of("x", 1), "fence", fence);
                    s.ok("increment", "n", 1, "fence", fence);
                    s.ok("add", "s", 1, "fence", fence);
                    s.ok("remove", "s", 1, "fence", fence);
                    assertThat(s.refused("set", "a", 1, "fence", Map.of("key", "lock", "token", 2)))
                            .isEqualTo(reason("fenced"));
                }),
                row("a malformed fence is ignored, and so is one on a lease op", s -> {
                    s.ok("set", "a", 1, "fence", Map.of("key", "lock"));
                    s.ok("set", "a", 1, "fence", Map.of("key", "lock", "token", "1"));
                    s.ok("set", "a", 1, "fence", "lock");
                    s.ok("lease", "lock", null, "fence", Map.of("key", "another", "token", 1));
                })));
    }

    @TestFactory
    Stream<DynamicTest> leases() {
        return HostedRow.tests(server, time, List.of(
                row("a lease is answered with its token, its end and its holder", s -> {
                    long now = s.time.now().toEpochMilli();
                    MapValue granted = s.ok("lease", "lock", null, "holder", "me");
                    assertThat(granted.fields()).containsOnlyKeys("store_seq", "token", "expires_at", "holder");
                    assertThat(granted.get("token")).isEqualTo(Value.of(1));
                    assertThat(s.event().get("value"))
                            .isEqualTo(LeaseValue.of("me", 1, now + 30_000));
                    assertThat(s.refused("lease", "lock", null)).isEqualTo(reason("held"));
                    s.ok("set", "other", 1);
                    assertThat(s.refused("lease", "other", null)).isEqualTo(reason("occupied"));
                    assertThat(s.ok("lease", "other/below", null).get("holder")).isEqualTo(Value.NULL);
                }),
                row("a lease of no time, or of less, is taken, and has expired", s -> {
                    s.ok("lease", "lock", null, "ttl_ms", 0);
                    assertThat(s.ok("lease", "lock", null, "ttl_ms", -5).get("token")).isEqualTo(Value.of(2));
                    assertThat(s.ok("lease", "lock", null, "ttl_ms", 1_000.5).get("token")).isEqualTo(Value.of(3));
                    assertThat(s.refused("lease", "lock", null)).isEqualTo(reason("held"));
                    isTerm(s.refused("lease", "another", null, "ttl_ms", "1000"), "%ArithmeticError{");
                }),
                row("a renewal keeps the token", s -> {
                    s.ok("lease", "lock", null, "ttl_ms", 1_000);
                    assertThat(s.ok("renew", "lock", null, "token", 1, "ttl_ms", 2_000).get("token")).isEqualTo(Value.of(1));
                    assertThat(s.refused("renew", "lock", null, "token", 2)).isEqualTo(reason("not_held"));
                    assertThat(s.refused("renew", "none", null, "token", 1)).isEqualTo(reason("not_held"));
                    s.time.move(Duration.ofSeconds(2));
                    assertThat(s.refused("renew", "lock", null, "token", 1)).isEqualTo(reason("not_held"));
                }),
                row("a renewal or release without a token is no lease op", s -> {
                    s.ok("lease", "lock", null);
                    assertThat(s.refused("renew", "lock", null)).isEqualTo(reason(":invalid_lease_op"));
                    assertThat(s.refused("release", "lock", null)).isEqualTo(reason(":invalid_lease_op"));
                }),
                row("a release frees the key, once, also when it has expired", s -> {
                    s.ok("lease", "lock", null, "ttl_ms", 0);
                    assertThat(s.ok("release", "lock", null, "token", 1)).isEqualTo(map("store_seq", 2));
                    s.event();
                    assertThat(s.event().get("value")).isEqualTo(Value.NULL);
                    assertThat(s.ok("release", "lock", null, "token", 1)).isEqualTo(map("released", false));
                    assertThat(s.untilQuiet()).isEmpty();
                }),
                row("a lease leaves what is below, and a set ends it", s -> {
                    s.ok("set", "lock/x", 1);
                    s.ok("lease", "lock", null);
                    assertThat(s.values()).containsOnlyKeys("lock", "lock/x");
                    s.ok("set", "lock", "over");
                    assertThat(s.refused("lease", "lock", null)).isEqualTo(reason("occupied"));
                }),
                row("a lease that was written as a value is held", s -> {
                    long end = s.time.now().toEpochMilli() + 60_000;
                    s.ok("set", "lock", Map.of("_type", "lease", "holder", "me", "token", 77, "expires_at", end));
                    assertThat(s.refused("lease", "lock", null)).isEqualTo(reason("held"));
                    assertThat(s.ok("renew", "lock", null, "token", 77).get("token")).isEqualTo(Value.of(77));
                })));
    }
}
