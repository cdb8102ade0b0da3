package dev.dust.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The archive as it is when it is unpacked, with the classes of this build.
 *
 * @param home where it is
 */
record UnpackedArchive(Path home) {
    /** Puts the scripts there, and a jar that names the classes where they are. */
    static UnpackedArchive in(Path home) throws IOException {
        Path archive = ProjectFiles.root().resolve("dust-cli/src/archive");
        for (String name : new String[]{"bin/dust", "libexec/start.sh"}) {
            Files.createDirectories(home.resolve(name).getParent());
            Files.copy(archive.resolve(name), home.resolve(name));
        }
        var unpacked = new UnpackedArchive(home);
        unpacked.makeJar(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(part -> Path.of(part).toUri().toString()).collect(Collectors.joining(" ")));
        return unpacked;
    }

    Path jar() {
        return home.resolve("dust.jar");
    }

    private void makeJar(String classPath) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        new JarOutputStream(Files.newOutputStream(jar()), manifest).close();
    }

    /** Has jars instead of folders: Java keeps no classes of folders. */
    void packJars() throws IOException {
        Path lib = Files.createDirectories(home.resolve("lib"));
        String[] parts = TrialsTest.classPath().split(File.pathSeparator);
        var names = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            Path part = Path.of(parts[i]);
            Path jar = lib.resolve(i + ".jar");
            if (Files.isDirectory(part)) {
                pack(part, jar);
            } else {
                Files.copy(part, jar);
            }
            names.append("lib/").append(i).append(".jar ");
        }
        makeJar(names.toString().strip());
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
    }

    /** Runs a script in which {@code dust} is the command; without a rehearsal, unless the environment says otherwise. */
    CommandRun bash(Map<String, String> environment, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(home.resolve("script"),
                "set -o pipefail\ndust() { \"" + home + "/bin/dust\" \"$@\"; }\n" + script);
        var builder = new ProcessBuilder("bash", file.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        builder.environment().put("DUST_REHEARSAL", "off");
        builder.environment().putAll(environment);
        return CommandProcess.await(builder.start());
    }
}
