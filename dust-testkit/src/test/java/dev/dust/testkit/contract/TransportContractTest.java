package dev.dust.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract finds every mistake that it is there to find, by the rule that forbids it and by no other; {@link
 * InProcessTransportTest} shows that it finds none in a right transport.
 */
@Tag("slow")
class TransportContractTest {
    /** For what is to be found, and takes no time otherwise. */
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(10);

    /** Most of the time is waiting. */
    private static final ExecutorService AT_ONCE = Executors.newFixedThreadPool(4);

    private static Stream<BrokenTransport> brokenTransports() {
        return Stream
                .of(BrokenConnects.all(), BrokenDeliveries.all(), BrokenMessages.all(), BrokenSends.all(), BrokenEnds.all(),
                        BrokenDownloads.all())
                .flatMap(broken -> broken);
    }

    static Stream<Arguments> verdicts() {
        return brokenTransports().map(broken -> Arguments.of(broken, AT_ONCE.submit(() -> judge(broken)))).toList().stream();
    }

    @AfterAll
    static void stop() {
        AT_ONCE.shutdownNow();
    }

    @ParameterizedTest(name = "a transport that {0}")
    @MethodSource("verdicts")
    void mistakeIsFoundByTheRuleThatForbidsIt_andByNoOther(BrokenTransport broken, Future<Map<String, Throwable>> verdict)
            throws Exception {
        Map<String, Throwable> found = verdict.get();
        assertThat(found).as("what the contract says of a transport that %s", broken.mistake())
                .containsOnlyKeys(broken.rules());
        assertThat(found.values()).allSatisfy(failure -> assertThat(failure).isInstanceOf(AssertionError.class)
                .message().isNotBlank());
    }

    /** What the rules that it breaks say of it. */
    private static Map<String, Throwable> judge(BrokenTransport broken) {
        var found = new ConcurrentSkipListMap<String, Throwable>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            rules().forEach(rule -> threads.execute(() -> {
                Throwable failure = run(rule, broken);
                if (failure != null) {
                    found.put(rule.getName(), failure);
                }
            }));
        }
        return found;
    }

    @Test
    void everyRuleIsBrokenBySomeTransport() {
        assertThat(brokenTransports().flatMap(broken -> broken.rules().stream()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(rules().map(Method::getName).toList());
    }

    private static Stream<Method> rules() {
        return Arrays.stream(TransportContract.class.getMethods()).filter(method -> method.isAnnotationPresent(Test.class));
    }

    /** What the rule says of the transport, or null. */
    private static Throwable run(Method rule, BrokenTransport broken) {
        boolean breaksIt = broken.rules().contains(rule.getName());
        try {
            rule.invoke(broken.tests(breaksIt ? SHORT : LONG, breaksIt ? LONG : Duration.ofSeconds(1)));
            return null;
        } catch (InvocationTargetException failed) {
            return failed.getCause();
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
