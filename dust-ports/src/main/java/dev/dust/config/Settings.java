package dev.dust.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Texts by the names of settings: properties such as {@code dust.ack-timeout}, variables such as {@code DUST_ACK_TIMEOUT}. A
 * text that is blank sets nothing; white space around it does not count. Immutable. Nothing here prints what the texts say.
 */
public final class Settings {
    /** What properties begin with. */
    public static final String PROPERTY_PREFIX = "dust.";
    /** What variables of the environment begin with. */
    public static final String VARIABLE_PREFIX = "DUST_";

    private static final System.Logger LOG = System.getLogger(Settings.class.getName());
    private static final Settings NONE = new Settings(Map.of(), true);
    /** Names that are so far apart at most are taken for a slip of the pen. */
    private static final int SLIP = 2;

    /** By the names that were given. */
    private final Map<String, String> texts;
    /** Whether whoever gave them meant all of them for Dust. */
    private final boolean strict;

    private Settings(Map<String, String> texts, boolean strict) {
        this.texts = texts;
        this.strict = strict;
    }

    /** Nothing is set. */
    public static Settings none() {
        return NONE;
    }

    /**
     * Settings out of a map. Names that begin neither with {@value #PROPERTY_PREFIX} nor with {@value #VARIABLE_PREFIX} are
     * somebody else's and not looked at; of the others each must be known, see {@link #requireKnown}.
     */
    public static Settings of(Map<String, String> texts) {
        return new Settings(ours(Objects.requireNonNull(texts, "texts")), true);
    }

    /**
     * Settings out of the environment and the system's properties, which go before it. Others may have names of that kind in
     * there (Kubernetes gives each pod a {@code DUST_PORT} where a service is called dust), so that {@link #requireKnown}
     * refuses only what is nearly the name of a setting, and warns of the rest.
     */
    public static Settings ofProcess() {
        return of(System.getenv(), System.getProperties());
    }

    /** As {@link #ofProcess} does, out of these. */
    public static Settings of(Map<String, String> environment, Properties properties) {
        Map<String, String> texts = new TreeMap<>(ours(environment));
        texts.keySet().removeIf(name -> !name.startsWith(VARIABLE_PREFIX));
        for (String name : properties.stringPropertyNames()) {
            // Those of tools and tests, such as dust.test.postgres, have another dot.
            if (name.startsWith(PROPERTY_PREFIX) && name.indexOf('.', PROPERTY_PREFIX.length()) < 0) {
                texts.put(name, properties.getProperty(name).strip());
            }
        }
        texts.values().removeIf(String::isEmpty);
        return new Settings(Map.copyOf(texts), false);
    }

    private static Map<String, String> ours(Map<String, String> texts) {
        var ours = new HashMap<String, String>();
        texts.forEach((name, text) -> {
            boolean isOurs = name.startsWith(PROPERTY_PREFIX) || name.startsWith(VARIABLE_PREFIX);
            if (isOurs && text != null && !text.isBlank()) {
                ours.put(name, text.strip());
            }
        });
        return Map.copyOf(ours);
    }

    /** These settings with one more, or with another text for it. */
    public Settings with(Setting<?> setting, String text) {
        var more = new HashMap<>(texts);
        more.remove(setting.variable());
        more.put(setting.property(), Objects.requireNonNull(text, "text"));
        return new Settings(Map.copyOf(more), strict);
    }

    /** These settings, and those of {@code others}, which go before them. */
    public Settings with(Settings others) {
        var all = new HashMap<>(texts);
        all.putAll(others.texts);
        return new Settings(Map.copyOf(all), strict && others.strict);
    }

    /**
     * What a setting is set to; the property goes before the variable.
     *
     * @throws IllegalArgumentException if it is set to something else than it takes; the message names it
     */
    public <T> Optional<T> get(Setting<T> setting) {
        for (String name : List.of(setting.property(), setting.variable())) {
            String text = texts.get(name);
            if (text != null) {
                return Optional.of(setting.parse(name, text));
            }
        }
        return Optional.empty();
    }

    /**
     * What a setting that has to be there is set to.
     *
     * @throws IllegalArgumentException if it is not set, or to something else than it takes; the message names it
     */
    public <T> T require(Setting<T> setting) {
        return get(setting).orElseThrow(() -> new IllegalArgumentException("nothing is set by " + setting.property() + " or "
                + setting.variable() + ": " + setting.meaning()));
    }

    /**
     * Options with what a setting is set to; as they are if it is not set.
     *
     * @param with gives a copy that has the value
     * @throws IllegalArgumentException if it is set to something else than it takes, or {@code with} refuses that; the message
     *                                  names the setting
     */
    public <O, T> O applied(O options, Setting<T> setting, BiFunction<O, T, O> with) {
        T value = get(setting).orElse(null);
        if (value == null) {
            return options;
        }
        try {
            return with.apply(options, value);
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException(setting.property() + " (" + setting.variable() + "): " + refused.getMessage(),
                    refused);
        }
    }

    /**
     * Finds names that mean nothing.
     *
     * @param known every setting that there is
     * @throws IllegalArgumentException for a name that is none of a setting's; the message says which was meant, if one is near
     */
    public void requireKnown(Collection<? extends Setting<?>> known) {
        var unknown = new ArrayList<String>();
        texts.keySet().stream().sorted().filter(name -> known.stream().noneMatch(setting -> isNamed(setting, name)))
                .forEach(name -> {
                    String meant = nearest(name, known);
                    if (meant != null) {
                        throw new IllegalArgumentException("there is no setting " + name + ": " + meant + " is meant?");
                    }
                    unknown.add(name);
                });
        if (!unknown.isEmpty() && strict) {
            throw new IllegalArgumentException("there is no setting " + unknown.getFirst() + "; there are "
                    + String.join(", ", known.stream().map(Setting::property).sorted().toList()));
        }
        if (!unknown.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "no settings of Dust's, and not looked at: " + String.join(", ", unknown));
        }
    }

    private static boolean isNamed(Setting<?> setting, String name) {
        return setting.property().equals(name) || setting.variable().equals(name);
    }

    private static @Nullable String nearest(String name, Collection<? extends Setting<?>> known) {
        String nearest = null;
        int least = SLIP + 1;
        for (Setting<?> setting : known) {
            int apart = apart(letters(name), letters(setting.property()));
            if (apart < least) {
                least = apart;
                nearest = name.startsWith(PROPERTY_PREFIX) ? setting.property() : setting.variable();
            }
        }
        return nearest;
    }

    /** Without what the forms of names differ in: {@code dust.ackTimeout} and {@code DUST_ACK_TIMEOUT} are the same. */
    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").substring("dust".length());
    }

    /** How many letters have to be put in, taken out or replaced to come from one to the other (Levenshtein). */
    private static int apart(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j < above.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[above.length];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }

    /** The names that are set, without what they are set to. */
    @Override
    public String toString() {
        return "Settings" + texts.keySet().stream().sorted().toList();
    }
}
