package dev.dust.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first touches of the values' classes may come from any threads at once. */
class ClassInitializationTest {
    private static final int ROUNDS = Boolean.getBoolean("dust.test.thorough") ? 300 : 100;
    private static final long PATIENCE_MILLIS = 120_000;
    private static final List<String> FIRST_TOUCHES = List.of("Value", "NullValue", "BoolValue", "IntValue", "ListValue",
            "MapValue",
            "TypedValue", "FileRef");

    /**
     * An interface with default methods is initialised before its subtypes; one that is initialised by a subtype would wait for
     * it, and the subtype for the interface.
     */
    @Test
    void noInterfaceWithConstantsIsInitialisedByItsSubtypes() {
        for (Class<?> type : List.of(Value.class, TypedValue.class)) {
            assertThat(type.getMethods()).as("methods of %s", type).noneMatch(method -> method.isDefault());
        }
    }

    @Test
    @Tag("slow")
    void classesThatAreTouchedFirstByDifferentThreads_neverWaitForEachOther() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (var loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
                touchAtOnce(loader, round);
            }
        }
    }

    private static void touchAtOnce(ClassLoader fresh, int round) throws InterruptedException {
        var start = new CountDownLatch(1);
        List<Thread> threads = FIRST_TOUCHES.stream().map(name -> Thread.ofPlatform().daemon().start(() -> {
            try {
                start.await();
                Class.forName("dev.dust.value." + name, true, fresh);
            } catch (ReflectiveOperationException | InterruptedException e) {
                throw new AssertionError(e);
            }
        })).toList();
        start.countDown();
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
            assertThat(thread.isAlive()).as("whether a thread of round %d still waits for a class", round).isFalse();
        }
    }

    private static URL[] classPath() {
        String path = System.getProperty("jdk.module.path") == null
                ? System.getProperty("java.class.path")
                : System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path");
        return Arrays.stream(path.split(File.pathSeparator)).map(entry -> {
            try {
                return new File(entry).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
        }).toArray(URL[]::new);
    }
}
