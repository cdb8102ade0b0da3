package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.DustStore;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How subscriptions end (docs/architecture.md#subscriptions). */
class SubscriptionEndTest {
    private final DustTesting testing = DustTesting.create();
    private final DustStore store = testing.dust().store("org/store");

    @AfterEach
    void close() {
        testing.close();
    }

    private Subscription tiedTo(CompletableFuture<?> stage) {
        return store.matching("**").on(event -> {
        }, SubscriptionOptions.defaults().closeWith(stage));
    }

    @Test
    void subscriptionsThatEndBeforeTheirStage_leaveNothingOnIt() {
        var stage = new CompletableFuture<Void>();
        for (int i = 0; i < 1_000; i++) {
            tiedTo(stage).close();
        }
        // One thing is hung on it for all of them, and for those to come.
        assertThat(stage.getNumberOfDependents()).isEqualTo(1);
        Subscription last = tiedTo(stage);
        assertThat(stage.getNumberOfDependents()).isEqualTo(1);
        assertThat(last.isActive()).isTrue();
        stage.complete(null);
        assertThat(last.isActive()).isFalse();
    }

    @Test
    void stageThatCompletes_inWhateverWay_endsAllThatAreTiedToIt() {
        var stage = new CompletableFuture<Void>();
        var other = new CompletableFuture<Void>();
        List<Subscription> tied = List.of(tiedTo(stage), tiedTo(stage));
        Subscription tiedToAnother = tiedTo(other);
        stage.completeExceptionally(new IllegalStateException("on purpose"));
        assertThat(tied).noneMatch(Subscription::isActive);
        assertThat(tiedToAnother.isActive()).isTrue();
        assertThat(tiedTo(stage).isActive()).isFalse();
    }

    @Test
    void callbackMayCloseItsOwnSubscription_andHearsNoMore() {
        var heard = new ArrayList<Long>();
        var self = new AtomicReference<Subscription>();
        var known = new CountDownLatch(1);
        self.set(store.on("k", event -> {
            Client.await(known);
            heard.add(((DustEvent.Committed) event).storeSeq());
            self.get().close();
        }));
        known.countDown();
        testing.seed("org/store", "k", 1);
        testing.seed("org/store", "k", 2);
        assertThat(heard).containsExactly(1L);
    }
}
