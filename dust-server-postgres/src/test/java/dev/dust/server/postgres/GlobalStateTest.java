package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** What is the application's stays as it was. */
class GlobalStateTest {
    private final List<String> logged = new ArrayList<>();

    /** Among classes that nobody has loaded yet: jOOQ says it once. */
    @Test
    void jooqDoesNotAdvertiseInTheLog_andItsPropertiesAreSetForAMomentOnly() throws IOException, ReflectiveOperationException {
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage());
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        Logger jooq = Logger.getLogger("org.jooq");
        jooq.setLevel(Level.ALL);
        jooq.addHandler(handler);
        try (var fresh = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Class.forName(Connections.class.getName(), true, fresh);
            firstStatement(fresh);
        } finally {
            jooq.removeHandler(handler);
            jooq.setLevel(null);
        }
        assertThat(logged).noneMatch(line -> line.contains("@@@") || line.contains("jOOQ tip"));
        assertThat(System.getProperty("org.jooq.no-logo")).isNull();
        assertThat(System.getProperty("org.jooq.no-tips")).isNull();
    }

    private static void firstStatement(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> dsl = loader.loadClass(DSL.class.getName());
        Object postgres = loader.loadClass(SQLDialect.class.getName()).getField("POSTGRES").get(null);
        Object context = dsl.getMethod("using", postgres.getClass()).invoke(null, postgres);
        Object query = dsl.getMethod("selectOne").invoke(null);
        Class<?> queryPart = loader.loadClass("org.jooq.QueryPart");
        assertThat(loader.loadClass("org.jooq.DSLContext").getMethod("render", queryPart).invoke(context, query))
                .asString().contains("select 1");
    }

    /** Without SLF4J, which logs nowhere here, jOOQ logs by the JDK. */
    private static URL[] classPath() throws IOException {
        var urls = new ArrayList<URL>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            if (!entry.contains("slf4j")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
