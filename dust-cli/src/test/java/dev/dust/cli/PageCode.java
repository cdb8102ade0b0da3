package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the Java of a page as it stands, and runs it. */
final class PageCode implements AutoCloseable {
    /** Stands before {@code java.lang.System} for code of no package, so that what it prints can be read. */
    private static final String SYSTEM = "class System { static java.io.PrintStream out; }";

    private final Path classes;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private URLClassLoader loader;

    /** With a directory for what is compiled, empty and of its own. */
    PageCode(Path classes) {
        this.classes = classes;
    }

    /** Takes statements: the imports that they begin with, then what stands in a method with these parameters. */
    PageCode statements(String code, String imports, String parameters) {
        int body = code.startsWith("import ") ? code.indexOf("\n\n") : 0;
        return compile(List.of(imports + code.substring(0, body) + "\npublic class Example { public static void run("
                + parameters + ") throws Exception {" + code.substring(body) + "}}"));
    }

    /** Takes whole files. */
    PageCode files(List<String> files) {
        return compile(files);
    }

    private PageCode compile(List<String> files) {
        var sources = new ArrayList<Source>();
        sources.add(new Source("System", SYSTEM));
        files.forEach(file -> sources.add(new Source(publicClass(file, sources.size()), file)));
        var messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler().getTask(messages, null, null,
                List.of("--release", "21", "-classpath", System.getProperty("java.class.path"), "-d", classes.toString()), null,
                sources).call();
        assertThat(messages.toString()).as("%s", files).isEmpty();
        assertThat(compiled).isTrue();
        return this;
    }

    private static String publicClass(String file, int number) {
        String name = new PageBlock("java", file, "").fileOf();
        return name.isEmpty() ? "File" + number : name;
    }

    /** Runs the statements, or {@code main} of a class, and answers what was printed until it returned. */
    String run(String className, Class<?>[] parameters, Object... arguments) throws Exception {
        loader = new URLClassLoader(new URL[]{url(classes)});
        return invoke(className, parameters, arguments);
    }

    /** The same on the class path that a reader would have: with one cache. */
    String runAlone(String className, Class<?>[] parameters, Object... arguments) throws Exception {
        URL[] path = Stream
                .concat(Stream.of(classes),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of))
                .filter(part -> !part.toString().matches(".*dust-adapter-(postgres|sqlite).*")).map(PageCode::url)
                .toArray(URL[]::new);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
        try {
            thread.setContextClassLoader(loader);
            return invoke(className, parameters, arguments);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private String invoke(String className, Class<?>[] parameters, Object... arguments) throws Exception {
        var out = loader.loadClass("System").getDeclaredField("out");
        out.setAccessible(true);
        out.set(null, new PrintStream(printed, true, StandardCharsets.UTF_8));
        Class<?> type = loader.loadClass(className);
        Method method = type.getDeclaredMethod(className.equals("Example") ? "run" : "main", parameters);
        method.setAccessible(true);
        method.invoke(null, arguments);
        return printed();
    }

    /** What was printed so far. */
    String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static URL url(Path part) {
        try {
            return part.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String className, String code) {
            super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
