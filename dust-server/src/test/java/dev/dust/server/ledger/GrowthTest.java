package dev.dust.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who follows a store is told of it, until that is ended or where it could not begin. */
class GrowthTest {
    private final AtomicInteger told = new AtomicInteger();
    private final Growth<String> growth = new Growth<>(new Growth.News<>() {
        @Override
        public void begin(Growth<String> begun) {
            // Nobody brings any.
        }

        @Override
        public void tell(String store, long seq) {
            // There are no others.
        }

        @Override
        public void tellOfArchive(String store) {
            // Likewise.
        }
    });
    private final StoreLedger.Follower follower = new StoreLedger.Follower() {
        @Override
        public void reached(long seq) {
            told.incrementAndGet();
        }

        @Override
        public void archived() {
            told.incrementAndGet();
        }
    };

    private static Head head() {
        return new Head(7, 0, 1, false);
    }

    /** He has nothing by which to end it: each such try would be looked after for as long as the server lives. */
    @Test
    void whoCouldNotBegin_followsNothing() {
        var asked = new AtomicInteger();
        assertThatThrownBy(() -> growth.follow("s", follower, () -> {
            if (asked.incrementAndGet() == 2) {
                throw new LedgerException.Unavailable("away, on purpose", null);
            }
            return head();
        })).isInstanceOf(LedgerException.Unavailable.class);
        assertThat(growth.followed()).isEmpty();
        growth.reached("s", 8);
        assertThat(told).hasValue(0);
    }

    @Test
    void whoFollows_isToldUntilItIsEnded() {
        StoreLedger.Following following = growth.follow("s", follower, GrowthTest::head);
        growth.reached("s", 7);
        assertThat(told).as("what was there already").hasValue(0);
        growth.written("s", 8);
        assertThat(told).hasValue(1);
        following.end();
        following.end();
        growth.archived("s");
        assertThat(told).hasValue(1);
        assertThat(growth.followed()).isEmpty();
    }
}
