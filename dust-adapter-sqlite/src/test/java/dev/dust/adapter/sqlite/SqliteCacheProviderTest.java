package dev.dust.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.Cache;
import dev.dust.config.CacheProvider;
import dev.dust.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache is found by its name, and made of settings. */
class SqliteCacheProviderTest {
    @TempDir
    private Path directory;

    private final CacheProvider provider = ServiceLoader.load(CacheProvider.class).stream().map(ServiceLoader.Provider::get)
            .filter(SqliteCacheProvider.class::isInstance).findFirst().orElseThrow();

    @Test
    void isFound_underItsName_andKnowsItsSettings() {
        assertThat(provider.name()).isEqualTo("sqlite");
        assertThat(provider.settings()).allSatisfy(setting -> assertThat(setting.property()).startsWith("dust.sqlite-"));
    }

    @Test
    void settingsAreObeyed_sameFileSameRows() {
        Settings settings = Settings.of(Map.of("dust.sqlite-file", directory.resolve("cache").toString(),
                "dust.sqlite-full-sync", "true", "dust.sqlite-busy-timeout", "5s", "dust.sqlite-readers", "2"));
        settings.requireKnown(provider.settings());
        try (Cache cache = provider.cache(settings, Caches.CODECS)) {
            assertThat(cache.deviceId(null, () -> "dev_first")).isEqualTo("dev_first");
        }
        try (Cache again = provider.cache(settings, Caches.CODECS)) {
            assertThat(again.deviceId(null, () -> "dev_second")).isEqualTo("dev_first");
        }
    }

    @Test
    void fileThatIsMissingOrNone_isNamed() {
        assertThatThrownBy(() -> provider.cache(Settings.none(), Caches.CODECS)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dust.sqlite-file");
        assertThatThrownBy(
                () -> provider.cache(Settings.of(Map.of("dust.sqlite-file", directory.toString())), Caches.CODECS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("sqlite-file")
                .hasMessageContaining("directory");
    }
}
