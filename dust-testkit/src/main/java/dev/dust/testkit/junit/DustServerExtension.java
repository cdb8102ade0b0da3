package dev.dust.testkit.junit;

import dev.dust.Dust;
import dev.dust.server.ServerOptions;
import dev.dust.testkit.server.DustServer;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts a {@link DustServer} for JUnit tests, and stops it after them. With {@code @ExtendWith}, or registered by a static
 * field, there is one for the class, nested classes included; registered by a field that is not static, one for each test.
 *
 * <pre>{@code
 * @ExtendWith(DustServerExtension.class)
 * class BlogTest {
 *     @Test
 *     void countsViews(DustServer server, URI url) { ... }
 * }
 *
 * class LimitsTest {
 *     @RegisterExtension
 *     final DustServerExtension dust = new DustServerExtension(ServerOptions.defaults().keyLimit(10))
 *             .withClients(url -> new Dust(new MemoryCache(), transportTo(url), codecs, DustOptions.defaults()));
 *
 *     @Test
 *     void tellsBoth(DustServer server, Dust ann, Dust bob) { ... }
 * }
 * }</pre>
 *
 * <p>Parameters of tests, of their constructors and of life-cycle methods may be a {@link DustServer}, the {@link URI} that
 * clients connect to, and {@link Dust}, each of which is a client of its own, closed after the test. Where another extension
 * gives URIs, ask {@link DustServer#url}.
 */
public final class DustServerExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
    private static final Set<Class<?>> GIVEN = Set.of(DustServer.class, URI.class, Dust.class);

    private final ServerOptions options;
    private final @Nullable Function<URI, Dust> clients;
    private final Namespace namespace = Namespace.create(DustServerExtension.class, this);

    /** A server as {@link DustServer#start} makes it. */
    public DustServerExtension() {
        this(ServerOptions.defaults());
    }

    /** A server that is like this; each start begins with no stores but those of its file, if it is given one. */
    public DustServerExtension(ServerOptions options) {
        this(options, null);
    }

    private DustServerExtension(ServerOptions options, @Nullable Function<URI, Dust> clients) {
        this.options = Objects.requireNonNull(options, "options");
        this.clients = clients;
    }

    /**
     * The same, and {@link Dust} parameters.
     *
     * @param connect makes a client of the server at a URL
     */
    public DustServerExtension withClients(Function<URI, Dust> connect) {
        return new DustServerExtension(options, Objects.requireNonNull(connect, "connect"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        serverOf(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        serverOf(context);
    }

    /** That of the class, if there is one, else the context's own. It is closed when its context ends. */
    private DustServer serverOf(ExtensionContext context) {
        return context.getStore(namespace).getOrComputeIfAbsent("server", key -> DustServer.start(options), DustServer.class);
    }

    /** What a constructor is given ends with its test. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return GIVEN.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        DustServer server = serverOf(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == DustServer.class) {
            return server;
        }
        return type == URI.class ? server.url() : client(server, context);
    }

    private Dust client(DustServer server, ExtensionContext context) {
        if (clients == null) {
            throw new ParameterResolutionException(
                    "a Dust is made of a cache and a transport: say of which, by DustServerExtension.withClients");
        }
        Dust client = clients.apply(server.url());
        context.getStore(namespace).put(client, client);
        return client;
    }
}
