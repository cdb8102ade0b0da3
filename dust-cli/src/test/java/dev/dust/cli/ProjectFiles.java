package dev.dust.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of the whole project, as tests look at them. */
final class ProjectFiles {
    private ProjectFiles() {
    }

    /** The project's root. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("dust-ports"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    /** The modules, by name. */
    static List<Path> modules() {
        return list(root()).filter(path -> path.getFileName().toString().startsWith("dust-") && Files.isDirectory(path))
                .sorted()
                .toList();
    }

    /** Those of them that are published. */
    static List<Path> publishedModules() {
        return modules().stream().filter(module -> !isUnpublished(module)).toList();
    }

    /** The names of the top-level classes of every module that is published. */
    static Set<String> mainClasses() {
        var names = new TreeSet<String>();
        for (Path module : publishedModules()) {
            Path sources = module.resolve("src/main/java");
            if (Files.isDirectory(sources)) {
                walk(sources).map(file -> sources.relativize(file).toString()).filter(file -> file.endsWith(".java"))
                        .filter(file -> !file.endsWith("-info.java"))
                        .map(file -> file.substring(0, file.length() - ".java".length()).replace('/', '.')).forEach(names::add);
            }
        }
        return names;
    }

    /** The files of the project whose names end so; without what a build makes. */
    static List<Path> texts(String... endings) {
        return walk(root()).filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith)).toList();
    }

    /** What is in a file. */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isUnpublished(Path module) {
        return List.of("dust-benchmarks", "dust-comparison", "dust-examples", "dust-fuzz", "dust-hosts", "dust-jcstress")
                .contains(module.getFileName().toString());
    }

    private static Stream<Path> list(Path directory) {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> walk(Path directory) {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    String name = visited.getFileName().toString();
                    return List.of("target", ".git", "node_modules").contains(name)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream().sorted();
    }
}
