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
 * The contract finds every mistake that it is there to find; {@link MemoryContentStoreTest} and
 * {@link DirectoryContentStoreTest} show that it finds none in a right store.
 */
class ContentStoreContractTest {

    static Stream<BrokenContentStore> brokenStores() {
        return BrokenContentStore.all();
    }

    @ParameterizedTest(name = "a store that {0}")
    @MethodSource("brokenStores")
    void mistakeIsFoundByTheRuleThatForbidsIt(BrokenContentStore broken) {
        Throwable found = catchThrowable(() -> run(broken.rule(), broken));
        assertThat(found).as("what %s says of a store that %s", broken.rule(), broken)
                .isInstanceOf(AssertionError.class)
                .message().isNotBlank();
    }

    @Test
    void everyRuleIsBrokenBySomeStore() {
        assertThat(brokenStores().map(BrokenContentStore::rule)).containsAll(rules().map(Method::getName).toList());
    }

    private static Stream<Method> rules() {
        return Arrays.stream(ContentStoreContract.class.getMethods()).filter(method -> method.isAnnotationPresent(Test.class));
    }

    private static void run(String rule, BrokenContentStore broken) throws Throwable {
        Method method = rules().filter(candidate -> candidate.getName().equals(rule)).findAny().orElseThrow();
        try {
            method.invoke(broken);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }
}
