package dev.dust.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL names (docs/http-api.md#routes). */
class RouteTest {
    private static final String UUID = "123e4567-e89b-12d3-a456-426614174000";

    @Test
    void urlsNameWhatThePageSays() {
        assertThat(Route.of("/api/stores")).isEqualTo(new Route.Target(Route.STORES, "", ""));
        assertThat(Route.of("/api/stores/a/b")).isEqualTo(new Route.Target(Route.STORE, "a/b", ""));
        assertThat(Route.of("/api/stores/a/entries")).isEqualTo(new Route.Target(Route.STORE, "a/entries", ""));
        assertThat(Route.of("/api/stores/" + UUID)).isEqualTo(new Route.Target(Route.STORE, UUID, ""));
        assertThat(Route.of("/api/stores/" + UUID + "/log")).isEqualTo(new Route.Target(Route.LOG, UUID, ""));
        assertThat(Route.of("/api/stores/a/b/entries")).isEqualTo(new Route.Target(Route.ENTRIES, "a/b", ""));
        assertThat(Route.of("/api/stores/a/b/entries/entries/x~1%7E")).isEqualTo(
                new Route.Target(Route.ENTRY, "a/b", "entries/x~1~"));
        assertThat(Route.of("/%61pi/stores/a/b/%C3%A9")).isNull();
        assertThat(Route.of("/api/stores/%C3%A9/b/batch")).isEqualTo(new Route.Target(Route.BATCH, "\u00e9/b", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/x", "/x/stores", "/api/stores/a", "/api/stores/a/b/x", "/api/stores/a/b/log/x",
            "/api/stores/a/b/", "/api/stores/"})
    void whatIsNowhere_isNothing(String path) {
        assertThat(Route.of(path)).isNull();
    }

    /** Two URLs that mean the same path are equal but for what is percent-encoded. */
    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%4z", "%FF", "%C0%AF", "%ED%A0%80", "%E2%82", "\u00e9", "a%2Fb"})
    void whatIsNoText_isRefused(String segment) {
        assertThatThrownBy(() -> Route.of("/api/stores/a/b/entries/" + segment)).isInstanceOf(Problem.class)
                .hasMessage("invalid_url");
    }
}
