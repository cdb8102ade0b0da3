package dev.dust.server.local;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import dev.dust.server.ledger.Ledger;
import dev.dust.transport.Transport;
import java.util.Objects;
import java.util.function.Supplier;

/** Binds {@link Transport} to one {@link LocalTransport}, with a server of its own. Whoever made the injector closes it. */
@SuppressWarnings("exports") // Guice is optional: who does without it must not need it to compile.
public final class LocalTransportModule extends AbstractModule {
    private final Supplier<? extends Ledger> ledger;
    private final LocalOptions options;

    /** With {@link LocalOptions#defaults}. */
    public LocalTransportModule(Supplier<? extends Ledger> ledger) {
        this(ledger, LocalOptions.defaults());
    }

    /** As {@link LocalTransport#on} says. */
    public LocalTransportModule(Supplier<? extends Ledger> ledger, LocalOptions options) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.options = Objects.requireNonNull(options, "options");
    }

    @Override
    protected void configure() {
        bind(Transport.class).toProvider((Provider<Transport>) () -> LocalTransport.on(ledger, options)).in(Scopes.SINGLETON);
    }
}
