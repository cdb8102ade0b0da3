package dev.dust;

import com.google.inject.Binder;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import dev.dust.metrics.Metrics;
import dev.dust.transport.Transport;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Binds {@link Dust} to one client for everybody in the injector, and begins the {@link DustSubscriber}s that other modules
 * add to their set:
 *
 * <pre>{@code
 * Multibinder.newSetBinder(binder(), DustSubscriber.class).addBinding().to(MailSubscriber.class);
 * }</pre>
 *
 * <p>It needs {@link Cache}, {@link Transport} and {@link Codecs} from other modules; {@link Metrics} it uses if a module
 * binds them. Client and subscriptions begin with the injector; neither needs a server or a database to be there. Subscribers
 * may inject {@link Dust} themselves. Whoever made the injector closes the client in the end, by
 * {@code injector.getInstance(Dust.class).close()}: subscriptions end first, then the connection, the transport, the cache.
 */
@SuppressWarnings("exports") // Guice is optional: who uses this class requires it.
public final class DustModule implements Module {
    private final DustOptions options;

    /** With {@link DustOptions#defaults()}. */
    public DustModule() {
        this(DustOptions.defaults());
    }

    /**
     * With these options.
     *
     * @param options such as {@code DustOptions.from(Settings.ofProcess())}
     */
    public DustModule(DustOptions options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    /** All that declare themselves, begun. */
    private static final class Begun {
    }

    @Override
    public void configure(Binder binder) {
        Multibinder.newSetBinder(binder, DustSubscriber.class);
        var cache = binder.getProvider(Cache.class);
        var transport = binder.getProvider(Transport.class);
        var codecs = binder.getProvider(Codecs.class);
        OptionalBinder.newOptionalBinder(binder, Metrics.class);
        var metrics = binder.getProvider(Key.get(new TypeLiteral<Optional<Metrics>>() {
        }));
        binder.bind(DustOptions.class).toInstance(options);
        binder.bind(Dust.class).toProvider(
                (Provider<Dust>) () -> new Dust(cache.get(), transport.get(), codecs.get(),
                        metrics.get().map(options::metrics).orElse(options)))
                .asEagerSingleton();

        var dust = binder.getProvider(Dust.class);
        var subscribers = binder.getProvider(Key.get(new TypeLiteral<Set<DustSubscriber>>() {
        }));
        // Apart from the client, which subscribers may ask for.
        binder.bind(Begun.class).toProvider((Provider<Begun>) () -> begin(dust.get(), subscribers.get())).asEagerSingleton();
    }

    private static Begun begin(Dust dust, Set<DustSubscriber> subscribers) {
        try {
            subscribers.forEach(dust::subscribe);
            return new Begun();
        } catch (RuntimeException wrong) {
            // There is no injector from which anybody could get the client to close it.
            dust.close();
            throw wrong;
        }
    }
}
