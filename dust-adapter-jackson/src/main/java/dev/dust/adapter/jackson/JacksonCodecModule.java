package dev.dust.adapter.jackson;

import com.google.inject.Binder;
import com.google.inject.Module;
import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import tools.jackson.databind.ObjectMapper;

/** Binds {@link Codecs} to {@link JacksonCodecs}, and {@link ObjectCodec} to its own. */
@SuppressWarnings("exports") // Guice is optional: who uses this class requires it.
public final class JacksonCodecModule implements Module {
    private final JacksonCodecs codecs;

    /** With {@link JacksonCodecs#JacksonCodecs() the usual mapper}. */
    public JacksonCodecModule() {
        this.codecs = new JacksonCodecs();
    }

    /**
     * With an application's own mapper.
     *
     * @param mapper not null, and not changed
     */
    public JacksonCodecModule(ObjectMapper mapper) {
        this.codecs = new JacksonCodecs(mapper);
    }

    @Override
    public void configure(Binder binder) {
        binder.bind(Codecs.class).toInstance(codecs);
        binder.bind(ObjectCodec.class).toInstance(codecs.objects());
    }
}
