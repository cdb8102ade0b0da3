package dev.dust.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.config.CacheProvider;
import dev.dust.config.Settings;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cache is found by its name, and made of settings. */
@Tag("postgres")
class PostgresCacheProviderTest {
    private final TestDatabase database = TestPostgres.newDatabase();
    private final CacheProvider provider = ServiceLoader.load(CacheProvider.class).stream().map(ServiceLoader.Provider::get)
            .filter(PostgresCacheProvider.class::isInstance).findFirst().orElseThrow();

    @Test
    void isFound_underItsName_andKnowsItsSettings() {
        assertThat(provider.name()).isEqualTo("postgres");
        assertThat(provider.settings()).allSatisfy(setting -> assertThat(setting.property()).startsWith("dust.jdbc-"));
    }

    @Test
    void settingsAreObeyed_sameSchemaSameRows() {
        Settings settings = Settings.of(Map.of("dust.jdbc-url", database.url(), "dust.jdbc-schema", "of_settings",
                "dust.jdbc-pool-size", "3", "dust.jdbc-connection-timeout", "5s", "dust.jdbc-timeout", "15s",
                "dust.jdbc-migrate",
                "true"));
        settings.requireKnown(provider.settings());
        String deviceId;
        try (Cache cache = provider.cache(settings, new JacksonCodecs())) {
            assertThat(cache.durable()).isTrue();
            deviceId = cache.deviceId(null, () -> "dev_first");
        }
        try (Cache again = provider.cache(settings, new JacksonCodecs())) {
            assertThat(again.deviceId(null, () -> "dev_second")).isEqualTo(deviceId).isEqualTo("dev_first");
        }
    }

    @Test
    void urlThatIsMissingOrNone_isNamed() {
        assertThatThrownBy(() -> provider.cache(Settings.none(), new JacksonCodecs()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("dust.jdbc-url");
        assertThatThrownBy(() -> provider.cache(Settings.of(Map.of("dust.jdbc-url", "jdbc:none")), new JacksonCodecs()))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("jdbc-url");
    }
}
