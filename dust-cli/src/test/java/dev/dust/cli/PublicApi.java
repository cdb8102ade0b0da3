package dev.dust.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What users get to see of each module: the public types of the packages that it exports to everybody. */
final class PublicApi {
    private PublicApi() {
    }

    /**
     * A module.
     *
     * @param descriptor what it says of itself
     * @param types      its public types, nested ones too
     */
    record ApiModule(ModuleDescriptor descriptor, List<Class<?>> types) {
        String name() {
            return descriptor.name();
        }

        /** The packages that everybody sees. */
        Set<String> packages() {
            return Set.copyOf(descriptor.exports().stream().filter(Predicate.not(Exports::isQualified)).map(Exports::source)
                    .toList());
        }
    }

    /** The modules that are published and export something. */
    static List<ApiModule> modules() {
        return ProjectFiles.publishedModules().stream().map(module -> module.resolve("target/classes"))
                .filter(classes -> Files.exists(classes.resolve("module-info.class"))).map(PublicApi::module)
                .filter(module -> !module.types().isEmpty()).toList();
    }

    private static ApiModule module(Path classes) {
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            var module = new ApiModule(ModuleDescriptor.read(in), List.of());
            return new ApiModule(module.descriptor(),
                    module.packages().stream().sorted().flatMap(name -> typesOf(classes, name)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Class<?>> typesOf(Path classes, String name) {
        try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
            List<Class<?>> found = files.map(file -> file.getFileName().toString()).sorted()
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .<Class<?>>map(file -> named(name + "." + file.substring(0, file.length() - ".class".length())))
                    .filter(PublicApi::isPublic).toList();
            return found.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So are those that it stands in. */
    private static boolean isPublic(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            if (!Modifier.isPublic(at.getModifiers()) || at.isAnonymousClass() || at.isLocalClass()) {
                return false;
            }
        }
        return true;
    }

    /** What users can call, implement or read of a type, as it declares that. */
    static List<Member> members(Class<?> type) {
        return Stream.of(type.getDeclaredMethods(), type.getDeclaredConstructors(), type.getDeclaredFields())
                .<Member>flatMap(Arrays::stream).filter(member -> !member.isSynthetic()).filter(member -> isSeen(type, member))
                .toList();
    }

    private static boolean isSeen(Class<?> type, Member member) {
        return Modifier.isPublic(member.getModifiers())
                || Modifier.isProtected(member.getModifiers()) && !Modifier.isFinal(type.getModifiers());
    }

    /** The methods that users can call, inherited ones of the same module too. */
    static List<Method> methods(Class<?> type) {
        return Stream.of(type.getMethods()).filter(method -> !method.isSynthetic() && !method.isBridge()).toList();
    }

    /** The types that a member names: what it takes, gives and throws, with their parameters. */
    static Set<Class<?>> named(Member member) {
        var found = new HashSet<Class<?>>();
        if (member instanceof Field field) {
            collect(field.getGenericType(), found);
        } else if (member instanceof Executable executable) {
            Stream.of(executable.getGenericParameterTypes()).forEach(type -> collect(type, found));
            Stream.of(executable.getGenericExceptionTypes()).forEach(type -> collect(type, found));
            Stream.of(executable.getTypeParameters()).forEach(type -> collect(type, found));
            if (executable instanceof Method method) {
                collect(method.getGenericReturnType(), found);
            }
        }
        return found;
    }

    /** The types that a type names of itself: what it extends, with their parameters. */
    static Set<Class<?>> namedOf(Class<?> type) {
        var found = new HashSet<Class<?>>();
        Stream.of(type.getGenericInterfaces()).forEach(of -> collect(of, found));
        Stream.of(type.getTypeParameters()).forEach(of -> collect(of, found));
        if (type.getGenericSuperclass() != null) {
            collect(type.getGenericSuperclass(), found);
        }
        return found;
    }

    private static void collect(Type type, Set<Class<?>> into) {
        switch (type) {
            case Class<?> plain when plain.isArray() -> collect(plain.getComponentType(), into);
            case Class<?> plain -> into.add(plain);
            case ParameterizedType of -> {
                collect(of.getRawType(), into);
                Stream.of(of.getActualTypeArguments()).forEach(argument -> collect(argument, into));
            }
            case GenericArrayType of -> collect(of.getGenericComponentType(), into);
            case WildcardType of -> Stream.of(of.getLowerBounds(), of.getUpperBounds()).flatMap(Arrays::stream)
                    .forEach(bound -> collect(bound, into));
            // Its bounds may name itself.
            case TypeVariable<?> variable -> Stream.of(variable.getBounds()).filter(Class.class::isInstance)
                    .forEach(bound -> collect(bound, into));
            default -> throw new IllegalArgumentException(type.toString());
        }
    }
}
