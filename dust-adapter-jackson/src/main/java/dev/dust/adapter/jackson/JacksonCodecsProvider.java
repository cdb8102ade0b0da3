package dev.dust.adapter.jackson;

import dev.dust.codec.Codecs;
import dev.dust.config.CodecsProvider;
import dev.dust.config.Setting;
import dev.dust.config.Settings;
import java.util.List;

/** Makes {@link JacksonCodecs} with the usual mapper: {@code dust.codecs=jackson}. */
public final class JacksonCodecsProvider implements CodecsProvider {

    /** For {@link java.util.ServiceLoader}. */
    public JacksonCodecsProvider() {
        // Public, for the loader.
    }

    @Override
    public String name() {
        return "jackson";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public Codecs codecs(Settings settings) {
        return new JacksonCodecs();
    }
}
