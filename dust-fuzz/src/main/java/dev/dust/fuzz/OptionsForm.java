package dev.dust.fuzz;

import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The one form that all options of this project have, tried out by reflection: a final class without public constructors;
 * {@code defaults()}; for each property a method with its name that reads it, and one that returns a copy with another value;
 * null refused by name; {@code equals}, {@code hashCode} and {@code toString} by what they say.
 */
public final class OptionsForm {
    private final Object defaults;
    private final Class<?> type;

    private OptionsForm(Object defaults) {
        this.defaults = defaults;
        this.type = defaults.getClass();
    }

    /**
     * Tries out options of which all properties are set by a value.
     *
     * @throws AssertionError as {@link #require(Object, Map, Map)} does
     */
    public static void require(Object defaults, Map<String, ?> others) {
        require(defaults, others, Map.of());
    }

    /**
     * Tries out options.
     *
     * @param defaults the options' {@code defaults()}
     * @param others   for each property that is set by a value, another value than the default
     * @param flags    for each that is switched on by a method without arguments, the name of the method that reads it
     * @throws AssertionError if they have another form, or properties that are not among these
     */
    public static void require(Object defaults, Map<String, ?> others, Map<String, String> flags) {
        var form = new OptionsForm(defaults);
        try {
            form.require(others, flags);
        } catch (NoSuchMethodException missing) {
            form.holds(false, "has no " + missing.getMessage());
        } catch (InvocationTargetException thrown) {
            form.holds(false, "throws " + thrown.getCause());
        } catch (IllegalAccessException hidden) {
            form.holds(false, "hides a method: " + hidden.getMessage());
        }
    }

    private void require(Map<String, ?> others, Map<String, String> flags)
            throws NoSuchMethodException, InvocationTargetException, IllegalAccessException {
        holds(Modifier.isFinal(type.getModifiers()) && !type.isRecord() && type.getConstructors().length == 0,
                "is no final class without public constructors");
        same(defaults, type.getMethod("defaults").invoke(null), "defaults()");
        holds(defaults.toString().startsWith(type.getSimpleName()), "does not tell its name in toString(): " + defaults);
        Set<String> properties = new HashSet<>(others.keySet());
        properties.addAll(flags.keySet());
        Set<String> found = new HashSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
                    && method.getReturnType() == type) {
                found.add(method.getName());
                requireNullRefused(method);
            }
        }
        same(properties, found, "the properties");
        for (Map.Entry<String, ?> property : others.entrySet()) {
            String name = property.getKey();
            requireChange(name, wither(name, property.getValue()), type.getMethod(name), property.getValue());
        }
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            requireChange(flag.getKey(), type.getMethod(flag.getKey()), type.getMethod(flag.getValue()));
        }
    }

    /** {@code value}: none for a flag, which is true once it is switched on. */
    private void requireChange(String name, Method wither, Method accessor, Object... value)

            throws NoSuchMethodException, InvocationTargetException, IllegalAccessException {
        Object before = accessor.invoke(defaults);
        Object changed = wither.invoke(defaults, value);
        same(value.length == 0 ? true : value[0], plain(accessor.invoke(changed)), name);
        same(before, accessor.invoke(defaults), name + " of what was copied");
        Object likewise = wither.invoke(defaults, value);
        holds(!changed.equals(defaults) && !defaults.equals(changed) && !changed.equals("other"),
                "is equal to others by " + name);
        same(changed, likewise, "the same " + name);
        same(changed.hashCode(), likewise.hashCode(), "hashCode() by " + name);
        same(changed.toString(), likewise.toString(), "toString() by " + name);
    }

    private Method wither(String name, Object value) {
        List<Method> withers = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == 1
                        && boxed(method.getParameterTypes()[0]).isInstance(value))
                .toList();
        holds(withers.size() == 1, "has not one method that takes " + name + ", but " + withers);
        return withers.getFirst();
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    private static Object plain(Object value) {
        return switch (value) {
            case OptionalLong some when some.isPresent() -> some.getAsLong();
            case Optional<?> some when some.isPresent() -> some.get();
            case null, default -> value;
        };
    }

    /** Where null means something, it is said by type. */
    private void requireNullRefused(Method wither) throws IllegalAccessException {
        if (wither.getParameterCount() != 1 || wither.getParameterTypes()[0].isPrimitive()
                || isNullable(wither.getAnnotatedParameterTypes()[0])) {
            return;
        }
        try {
            wither.invoke(defaults, new Object[]{null});
        } catch (InvocationTargetException e) {
            holds(e.getCause() instanceof NullPointerException refused && refused.getMessage() != null
                    && refused.getMessage().matches("\\w+"), "does not refuse null by name: " + wither + ", " + e.getCause());
            return;
        }
        throw new AssertionError(type.getSimpleName() + " takes null: " + wither);
    }

    private static boolean isNullable(AnnotatedElement parameter) {
        return Arrays.stream(parameter.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
    }

    private void same(Object expected, Object found, String what) {
        holds(Objects.equals(expected, found), what + ": " + expected + " was expected, not " + found);
    }

    private void holds(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(type.getSimpleName() + " " + otherwise);
        }
    }
}
