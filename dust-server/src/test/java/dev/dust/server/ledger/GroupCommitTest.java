package dev.dust.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.memory.MemoryLedger;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Integer> batches = new ArrayList<>();
    private Runnable beside = () -> {
    };
    private RuntimeException failure;
    private final GroupCommit commits = new GroupCommit(recorded()::write, tasks::add);

    /** A store that notes how large batches are. */
    private StoreLedger recorded() {
        StoreLedger right = new MemoryLedger(() -> 0, (event, rows) -> {
            throw new AssertionError();
        }).make("o/s");
        return (StoreLedger) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{StoreLedger.class},
                (proxy, method, args) -> {
                    batches.add(((List<?>) args[0]).size());
                    beside.run();
                    if (failure != null) {
                        throw failure;
                    }
                    try {
                        return method.invoke(right, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Push push(int number) {
        return store -> Verdict.unchanged(MapValue.envelope(Map.of("n", Value.of(number))));
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void whatComesWhileABatchIsWritten_isTheNextBatch() {
        var told = new ArrayList<Integer>();
        beside = () -> {
            if (batches.size() == 1) {
                IntStream.range(1, 4).forEach(i -> commits.write(push(i)).thenRun(() -> told.add(i)));
            }
        };
        commits.write(push(0)).thenRun(() -> told.add(0));
        assertThat(batches).as("nothing on the caller's thread").isEmpty();
        runAll();
        assertThat(batches).containsExactly(1, 3);
        assertThat(told).containsExactly(0, 1, 2, 3);
        commits.write(push(9));
        runAll();
        assertThat(batches).as("whoever comes later begins again").containsExactly(1, 3, 1);
    }

    @Test
    void batch_hasItsMost() {
        List<CompletableFuture<Outcome>> all = IntStream.range(0, 1_100).mapToObj(i -> commits.write(push(i))).toList();
        assertThat(tasks).as("one writer").hasSize(1);
        runAll();
        assertThat(batches).containsExactly(512, 512, 76);
        assertThat(all.get(700).join().orThrow().response().toString()).contains("700");
    }

    @Test
    void pushThatMayBeLarge_endsItsBatch() {
        Push large = new Push() {
            @Override
            public boolean mayBeLarge() {
                return true;
            }

            @Override
            public Verdict judge(StoreView store) {
                return push(0).judge(store);
            }
        };
        List.of(push(1), push(2), large, large, push(3)).forEach(commits::write);
        runAll();
        assertThat(batches).containsExactly(3, 1, 1);
    }

    @Test
    void failureOfABatch_isToldToAllOfIt_andTheNextOneIsWritten() {
        failure = new LedgerException.Unavailable("away", null);
        CompletableFuture<Outcome> first = commits.write(push(1));
        CompletableFuture<Outcome> second = commits.write(push(2));
        CompletableFuture<Outcome> third = new CompletableFuture<>();
        second.exceptionally(e -> {
            failure = null;
            commits.write(push(3)).thenAccept(third::complete);
            return null;
        });
        runAll();
        for (CompletableFuture<Outcome> failed : List.of(first, second)) {
            assertThat(failed).isCompletedExceptionally();
            assertThat(failed.exceptionNow()).isInstanceOf(LedgerException.Unavailable.class);
        }
        assertThat(third).isCompleted();
    }
}
