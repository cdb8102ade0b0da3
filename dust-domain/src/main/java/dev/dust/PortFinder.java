package dev.dust;

import dev.dust.config.CacheProvider;
import dev.dust.config.CodecsProvider;
import dev.dust.config.PortProvider;
import dev.dust.config.Setting;
import dev.dust.config.Settings;
import dev.dust.config.TransportProvider;
import dev.dust.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds the providers of ports on the class path or module path, and chooses by the settings where there are several. */
final class PortFinder {
    static final Setting<String> CACHE = Setting.text("cache", "the one that is there",
            "which cache: `memory`, `sqlite` or `postgres`; needed where there are several");
    static final Setting<String> TRANSPORT = Setting.text("transport", "the one that is there",
            "which transport: `websocket`; needed where there are several");
    static final Setting<String> CODECS = Setting.text("codecs", "the ones that are there",
            "which codecs: `jackson`; needed where there are several");

    private PortFinder() {
    }

    /** Every setting that there is: the client's, and those of all providers. */
    static List<Setting<?>> settings() {
        var all = new ArrayList<Setting<?>>(DustSettings.ALL);
        all.addAll(List.of(CACHE, TRANSPORT, CODECS));
        Stream.of(CacheProvider.class, TransportProvider.class, CodecsProvider.class)
                .forEach(kind -> all(kind).forEach(provider -> all.addAll(provider.settings())));
        return all;
    }

    /** Loaders of this library and of the thread: in containers they may differ. */
    private static <P extends PortProvider> List<P> all(Class<P> kind) {
        List<P> ours = ServiceLoader.load(kind, PortFinder.class.getClassLoader()).stream().map(ServiceLoader.Provider::get)
                .toList();
        return ours.isEmpty() ? ServiceLoader.load(kind).stream().map(ServiceLoader.Provider::get).toList() : ours;
    }

    static CacheProvider cache(Settings settings) {
        return chosen(CacheProvider.class, CACHE, settings,
                "dust-adapter-memory, dust-adapter-sqlite or dust-adapter-postgres");
    }

    static TransportProvider transport(Settings settings) {
        return chosen(TransportProvider.class, TRANSPORT, settings, "dust-adapter-ws");
    }

    static CodecsProvider codecs(Settings settings) {
        return chosen(CodecsProvider.class, CODECS, settings, "dust-adapter-jackson");
    }

    private static <P extends PortProvider> P chosen(Class<P> kind, Setting<String> setting, Settings settings,
            String artifacts) {
        List<P> all = all(kind);
        List<String> names = all.stream().map(PortProvider::name).sorted().toList();
        Optional<String> name = settings.get(setting);
        if (name.isPresent()) {
            return all.stream().filter(provider -> provider.name().equals(name.get())).findFirst()
                    .orElseThrow(
                            () -> wrong("there is no " + setting.name() + " \"" + name.get() + "\" for " + setting.property()
                                    + " on the class path or module path" + (names.isEmpty() ? "" : "; there is " + names)));
        }
        return switch (all.size()) {
            case 0 -> throw wrong("there is no " + setting.name() + " on the class path or module path: add " + artifacts
                    + ", or give one to the builder");
            case 1 -> all.getFirst();
            default -> throw wrong("there are several kinds of " + setting.name() + ", " + names + ": choose by "
                    + setting.property() + " or " + setting.variable() + ", or give one to the builder");
        };
    }

    /** What is wrong with settings is said as what is wrong with options. */
    static <T> T checking(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException wrong) {
            throw wrong(String.valueOf(wrong.getMessage()));
        }
    }

    static InvalidRequestException wrong(String message) {
        return new InvalidRequestException("invalid_option", message);
    }
}
