package dev.dust.adapter.ws;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.OptionalBinder;
import dev.dust.codec.Codecs;
import dev.dust.time.SystemTime;
import dev.dust.time.Time;
import dev.dust.transport.Transport;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Binds {@link Transport} to one {@link WebSocketTransport}. Needs {@link Codecs} from another module; takes {@link Time} from
 * one if it is bound, else a {@link SystemTime} that ends with the transport.
 */
@SuppressWarnings("exports") // Guice is optional: who does without it must not need it to compile.
public final class WebSocketTransportModule extends AbstractModule {
    private final URI url;
    private final Token token;
    private final WebSocketOptions options;

    /** With {@link WebSocketOptions#defaults}; the rest as {@link WebSocketTransport} says. */
    public WebSocketTransportModule(URI url, Token token) {
        this(url, token, WebSocketOptions.defaults());
    }

    /** As {@link WebSocketTransport} says. */
    public WebSocketTransportModule(URI url, Token token, WebSocketOptions options) {
        this.url = Objects.requireNonNull(url, "url");
        this.token = Objects.requireNonNull(token, "token");
        this.options = Objects.requireNonNull(options, "options");
    }

    @Override
    protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), Time.class);
        var codecs = getProvider(Codecs.class);
        var time = getProvider(Key.get(new TypeLiteral<Optional<Time>>() {
        }));
        bind(Transport.class).toProvider((Provider<Transport>) () -> transport(codecs.get(), time.get())).in(Scopes.SINGLETON);
    }

    private Transport transport(Codecs codecs, Optional<Time> time) {
        if (time.isPresent()) {
            return new WebSocketTransport(url, token, codecs, time.get(), options);
        }
        var own = new SystemTime();
        return new WebSocketTransport(url, token, codecs, own, options, own::close);
    }
}
