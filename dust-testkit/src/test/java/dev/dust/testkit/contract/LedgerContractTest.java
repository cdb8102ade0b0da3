package dev.dust.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract finds every mistake that it is there to find; {@link MemoryLedgerTest} and {@link SharedLedgerTest} show that it
 * finds none in a right ledger.
 */
class LedgerContractTest {

    static Stream<BrokenLedger> brokenLedgers() {
        return Stream.of(BrokenBatches.all(), BrokenHistories.all(), BrokenRanges.all(), BrokenTakeovers.all(),
                BrokenRecognition.all(), BrokenFollowings.all()).flatMap(broken -> broken);
    }

    @ParameterizedTest(name = "a ledger that {0}")
    @MethodSource("brokenLedgers")
    void mistakeIsFoundByTheRuleThatForbidsIt(BrokenLedger broken) {
        Throwable found = catchThrowable(() -> run(broken.rule(), broken));
        assertThat(found).as("what %s says of a ledger that %s", broken.rule(), broken.mistake())
                .isInstanceOf(AssertionError.class)
                .message().isNotBlank();
    }

    @Test
    void everyRuleIsBrokenBySomeLedger() {
        assertThat(brokenLedgers().map(BrokenLedger::rule)).containsAll(rules().map(Method::getName).toList());
    }

    private static Stream<Method> rules() {
        return Arrays.stream(LedgerContract.class.getMethods()).filter(method -> method.isAnnotationPresent(Test.class));
    }

    private static void run(String rule, BrokenLedger broken) throws Throwable {
        Method method = rules().filter(candidate -> candidate.getName().equals(rule)).findAny().orElseThrow();
        try {
            method.invoke(broken);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }
}
