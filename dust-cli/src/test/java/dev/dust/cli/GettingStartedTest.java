package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.web.Server;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who does what the first page says sees what it shows. */
@Tag("slow")
class GettingStartedTest {
    private static final String PAGE = "docs/getting-started.md";
    private static final String URL_OF_PAGE = "ws://localhost:7755/ws/sync";
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(dust-[\\w-]+)</artifactId>");
    private static final Class<?>[] MAIN = {String[].class};
    private static final Object[] NO_ARGUMENTS = {new String[0]};

    private final List<PageBlock> blocks = PageBlock.of(PAGE);

    private PageBlock block(Predicate<PageBlock> which) {
        return blocks.stream().filter(which).findFirst().orElseThrow();
    }

    private PageBlock file(String className) {
        return block(block -> block.fileOf().equals(className));
    }

    private PageBlock command(String start) {
        return block(block -> block.language().equals("sh") && block.text().startsWith(start));
    }

    private PageCode compiled(String className, String url, Path classes) {
        return new PageCode(classes).files(List.of(file(className).text().replace(URL_OF_PAGE, url)));
    }

    private static String dust(PageBlock command, Server server) {
        String[] words = command.text().strip().split(" ");
        assertThat(words[0]).isEqualTo("./dust");
        String[] args = Stream.concat(Stream.of(words).skip(1), Stream.of("--url", server.url().toString()))
                .toArray(String[]::new);
        return CommandRun.of(Map.of(), args).done().out();
    }

    @Test
    void program_printsWhatThePageShows_andTheCommandFindsIt(@TempDir Path classes) throws Exception {
        try (Server server = Server.start(ServerOptions.defaults());
                PageCode main = compiled("Main", server.url().toString(), classes)) {
            assertThat(main.runAlone("Main", MAIN, NO_ARGUMENTS)).isEqualTo(command("mvn -q compile exec:java").shown());
            assertThat(dust(command("./dust get"), server)).isEqualTo(command("./dust get").shown());
        }
    }

    @Test
    void programWithoutServer_goesOn_andSendsWhenItIsThere(@TempDir Path classes) throws Exception {
        String shown = command("mvn -q compile exec:java").shown();
        Server first = Server.start(ServerOptions.defaults());
        String url = first.url().toString();
        int port = first.url().getPort();
        first.close();
        try (PageCode main = compiled("Main", url, classes)) {
            var running = CompletableFuture.supplyAsync(() -> main(main, "Main"), task -> Thread.ofPlatform().start(task));
            await(main, shown.lines().findFirst().orElseThrow() + "\n");
            try (Server again = Server.start(ServerOptions.defaults().port(port))) {
                assertThat(running.join()).isEqualTo(shown);
                assertThat(dust(command("./dust get"), again)).isEqualTo("1\n");
            }
        }
    }

    @Test
    void watcher_hearsOfWhatIsThere_andOfWhatTheCommandWrites(@TempDir Path classes) throws Exception {
        try (Server server = Server.start(ServerOptions.defaults());
                PageCode watch = compiled("Watch", server.url().toString(), classes)) {
            CommandRun.of(Map.of(), "put", "james/blog", "posts/hello", "{\"title\":\"Hello\",\"likes\":1}", "--url",
                    server.url().toString()).done();
            Thread watching = Thread.ofPlatform().start(() -> main(watch, "Watch"));
            try {
                await(watch, file("Watch").shown());
                dust(command("./dust increment"), server);
                await(watch, file("Watch").shown() + "posts/hello Post[title=Hello, likes=42]\n");
            } finally {
                watching.interrupt();
                watching.join();
            }
        }
    }

    /** A thread that is interrupted has its {@code main} end with an exception. */
    private static String main(PageCode code, String className) {
        try {
            return code.runAlone(className, MAIN, NO_ARGUMENTS);
        } catch (Exception e) {
            return "ended by " + e;
        }
    }

    private static void await(PageCode code, String printed) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!code.printed().equals(printed) && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(code.printed()).isEqualTo(printed);
    }

    @Test
    void testOfThePage_passes(@TempDir Path classes) throws Exception {
        new PageCode(classes).files(List.of(file("Blog").text(), file("BlogTest").text())).close();
        int run = 0;
        try (var loader = new URLClassLoader(new URL[]{classes.toUri().toURL()})) {
            Class<?> test = loader.loadClass("BlogTest");
            var constructor = test.getDeclaredConstructor();
            constructor.setAccessible(true);
            for (Method method : test.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    method.invoke(constructor.newInstance());
                    run++;
                }
            }
        }
        assertThat(run).isPositive();
    }

    @Test
    void dependencies_areThoseOfThisBuild() throws Exception {
        String pom = block(block -> block.language().equals("xml")).text();
        List<String> modules = ProjectFiles.modules().stream().map(module -> module.getFileName().toString()).toList();

        assertThat(ARTIFACT.matcher(pom).results().map(name -> name.group(1))).hasSizeGreaterThan(4).isSubsetOf(modules);
        assertThat(pom).contains("<version>" + new Version().getVersion()[0].split(" ")[1] + "</version>");
    }
}
