package dev.dust;

import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import dev.dust.config.Setting;
import dev.dust.config.Settings;
import dev.dust.error.InvalidRequestException;
import dev.dust.metrics.Metrics;
import dev.dust.time.SystemTime;
import dev.dust.time.Time;
import dev.dust.transport.Transport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client for those who use no Guice: of the parts that it is given, and of what it finds on the class path or module
 * path for those that it is not (docs/configuration.md). Not thread-safe.
 *
 * <pre>{@code
 * try (Dust dust = Dust.builder().url("ws://localhost:7755/ws/sync").apiKey(token).build()) {
 *     dust.store("james/blog").put("posts/hello", "Hello");
 *     dust.flush(Duration.ofSeconds(10));
 * }
 * }</pre>
 */
public final class DustBuilder {
    private Settings process = Settings.none();
    private final Map<String, String> set = new HashMap<>();
    private UnaryOperator<DustOptions> options = UnaryOperator.identity();
    private @Nullable Cache cache;
    private @Nullable Transport transport;
    private @Nullable Codecs codecs;

    DustBuilder() {
    }

    /** Every setting that there is: the client's, and those of all adapters that are found. */
    public static List<Setting<?>> settings() {
        return PortFinder.settings();
    }

    /** Reads the environment and the system's properties too. What is said to this builder goes before them. */
    public DustBuilder fromEnvironment() {
        process = Settings.ofProcess();
        return this;
    }

    /**
     * Sets what has a name: {@code set("dust.cache", "postgres")}.
     *
     * @param property the name; {@link #build} refuses one that means nothing, and says what is meant
     */
    public DustBuilder set(String property, String text) {
        if (!Objects.requireNonNull(property, "property").startsWith(Settings.PROPERTY_PREFIX)) {
            throw PortFinder.wrong("a setting begins with " + Settings.PROPERTY_PREFIX + ", and not as " + property + " does");
        }
        set.put(property, Objects.requireNonNull(text, "text"));
        return this;
    }

    /** The server's URL, {@code dust.url}. */
    public DustBuilder url(String url) {
        return set(Settings.PROPERTY_PREFIX + "url", Objects.requireNonNull(url, "url"));
    }

    /** The token to show it, {@code dust.api-key}. */
    public DustBuilder apiKey(String token) {
        return set(Settings.PROPERTY_PREFIX + "api-key", Objects.requireNonNull(token, "token"));
    }

    /** Changes options that have no name, or overrides those that have one; what is said last goes before the rest. */
    public DustBuilder options(UnaryOperator<DustOptions> change) {
        UnaryOperator<DustOptions> before = options;
        Objects.requireNonNull(change, "change");
        options = given -> change.apply(before.apply(given));
        return this;
    }

    /** The cache, which the client closes. */
    public DustBuilder cache(Cache cache) {
        this.cache = Objects.requireNonNull(cache, "cache");
        return this;
    }

    /** The transport, which the client closes. */
    public DustBuilder transport(Transport transport) {
        this.transport = Objects.requireNonNull(transport, "transport");
        return this;
    }

    /** The codecs. */
    public DustBuilder codecs(Codecs codecs) {
        this.codecs = Objects.requireNonNull(codecs, "codecs");
        return this;
    }

    /** What hears what the client measures of itself, such as the adapter for Micrometer; the client does not close it. */
    public DustBuilder metrics(Metrics metrics) {
        Objects.requireNonNull(metrics, "metrics");
        return options(given -> given.metrics(metrics));
    }

    /**
     * A client, which connects when the first store is opened.
     *
     * @throws InvalidRequestException {@code invalid_option} if a part is missing, or a setting is; for a setting that makes no
     *                                 sense, and for one that there is not. The message says what is meant
     */
    public Dust build() {
        Deque<AutoCloseable> made = new ArrayDeque<>();
        try {
            return PortFinder.checking(() -> build(made));
        } catch (RuntimeException e) {
            made.forEach(Dust::closeQuietly);
            throw e;
        }
    }

    private Dust build(Deque<AutoCloseable> made) {
        Settings settings = process.with(Settings.of(set));
        settings.requireKnown(PortFinder.settings());
        DustOptions chosen = Objects.requireNonNull(options.apply(DustSettings.options(settings)), "options");
        SystemTime own = chosen.time() == null ? added(made, new SystemTime()) : null;
        Time time = own == null ? Objects.requireNonNull(chosen.time(), "time") : own;
        Codecs by = codecs == null ? PortFinder.codecs(settings).codecs(settings) : codecs;
        Cache in = cache == null ? added(made, PortFinder.cache(settings).cache(settings, by)) : cache;
        Transport over = transport != null
                ? transport
                : chosen.enabled()
                        ? added(made, PortFinder.transport(settings).transport(settings, by, time))
                        : new NoTransport();
        return new Dust(in, over, by, chosen.time(time), own);
    }

    private static <P extends AutoCloseable> P added(Deque<AutoCloseable> made, P part) {
        made.addFirst(part);
        return part;
    }

    /** The names of what is set, without what it is set to. */
    @Override
    public String toString() {
        return "DustBuilder" + set.keySet().stream().sorted().toList();
    }
}
