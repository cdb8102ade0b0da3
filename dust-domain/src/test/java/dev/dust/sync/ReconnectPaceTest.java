package dev.dust.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand clients that lose one server (docs/decisions.md#reconnect-pace), in virtual time, over some seeds. */
class ReconnectPaceTest {
    private static final int CLIENTS = 1_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long TENTH = SECOND / 10;
    private static final int SEEDS = 5;

    /** A server that all have lost at 0; it is there again after a while, and then takes so many in each tenth of a second. */
    private static final class Outage {
        private record Attempt(long at, ReconnectPace pace) {
        }

        private final PriorityQueue<Attempt> attempts = new PriorityQueue<>(Comparator.comparingLong(Attempt::at));
        private final Random random;
        private final long over;
        private final int room;
        /** When each was back, in order. */
        private final List<Long> back = new ArrayList<>();
        /** When each attempt was made, in order. */
        private final List<Long> made = new ArrayList<>();

        Outage(long seed, long over, int room, boolean everybody) {
            random = new Random(seed);
            this.over = over;
            this.room = room;
            for (int i = 0; i < CLIENTS; i++) {
                var pace = new ReconnectPace();
                pace.attempting(-60 * SECOND);
                pace.opened(-60 * SECOND);
                again(0, pace, pace.lost(0, everybody));
            }
            while (!attempts.isEmpty()) {
                attempt(attempts.remove());
            }
        }

        private void again(long now, ReconnectPace pace, ReconnectPace.Pause pause) {
            attempts.add(new Attempt(now + random.nextLong(pause.least().toNanos(), pause.most().toNanos() + 1), pace));
        }

        private void attempt(Attempt attempt) {
            made.add(attempt.at);
            attempt.pace.attempting(attempt.at);
            boolean full = back.size() >= room && back.get(back.size() - room) > attempt.at - TENTH;
            if (attempt.at >= over && !full) {
                attempt.pace.opened(attempt.at);
                back.add(attempt.at);
            } else {
                again(attempt.at, attempt.pace, attempt.pace.failed(attempt.at));
            }
        }

        long lastBack() {
            return back.getLast() - over;
        }

        /** The most of them in any tenth of a second. */
        static int most(List<Long> moments) {
            int most = 0;
            int first = 0;
            for (int i = 0; i < moments.size(); i++) {
                while (moments.get(first) <= moments.get(i) - TENTH) {
                    first++;
                }
                most = Math.max(most, i - first + 1);
            }
            return most;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 1_000, 2_000, 5_000, 10_000})
    void outageOfSeconds_isOverForEveryClient_withinASecondOfTheServersReturn(long millis) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var outage = new Outage(seed, millis * 1_000_000, CLIENTS, false);
            assertThat(outage.lastBack()).as("seed " + seed).isLessThanOrEqualTo(SECOND);
            assertThat(Outage.most(outage.back)).as("clients in a tenth of a second, seed " + seed).isLessThan(CLIENTS / 4);
        }
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"30, 3", "60, 6", "200, 20", "600, 30", "3600, 30"})
    void longerOutage_isProlongedByATenthOfItself_and30SecondsAtMost(long seconds, long most) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var outage = new Outage(seed, seconds * SECOND, CLIENTS, false);
            assertThat(outage.lastBack()).as("seed " + seed).isLessThanOrEqualTo(most * SECOND);
            assertThat(Outage.most(outage.back)).as("clients in a tenth of a second, seed " + seed)
                    .isLessThan((int) (CLIENTS / 4 / most) + 25);
        }
    }

    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"10, 20", "60, 45", "600, 90", "3600, 250"})
    void serverThatIsAway_isAskedByEachClient_aFewTimesAMinute(long seconds, int most) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var outage = new Outage(seed, seconds * SECOND, CLIENTS, false);
            assertThat(outage.made.size() / CLIENTS).as("attempts of a client, seed " + seed).isLessThanOrEqualTo(most);
            List<Long> later = outage.made.stream().filter(at -> at > SECOND).toList();
            assertThat(Outage.most(later)).as("attempts in a tenth of a second, seed " + seed).isLessThan(CLIENTS / 4);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void serverThatStartsAgainInGoodOrder_isNotAskedByAllAtOnce(long seed) {
        var outage = new Outage(seed, 0, CLIENTS, true);
        assertThat(outage.lastBack()).isLessThanOrEqualTo(SECOND);
        assertThat(Outage.most(outage.back)).isLessThan(CLIENTS / 6);
    }

    /** What it turns away comes again later and later, so that it never does nothing but turn away. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void serverThatTakesATenthOfThemASecond_hasThemAllInHalfAsMuchTimeAgain(long seed) {
        var outage = new Outage(seed, 5 * SECOND, CLIENTS / 100, false);
        assertThat(outage.lastBack()).isLessThan(15 * SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 900})
    void connectionsThatEndAtOnce_areMadeLessAndLessOften(long stoodMillis) {
        var random = new Random(1);
        var pace = new ReconnectPace();
        long now = 0;
        int made = 0;
        while (now < 600 * SECOND) {
            pace.attempting(now);
            pace.opened(now);
            made++;
            now += stoodMillis * 1_000_000;
            ReconnectPace.Pause pause = pace.lost(now, false);
            now += random.nextLong(pause.least().toNanos(), pause.most().toNanos() + 1);
        }
        assertThat(made).isLessThan(90);
    }

    /** It stood for longer than the pauses before it: that the one before was short does not count any more. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 60})
    void connectionThatStoodForAsLongAsAPause_isFollowedByAnotherAtOnce(long seconds) {
        var pace = new ReconnectPace();
        pace.attempting(0);
        long now = seconds * SECOND * 10;
        pace.failed(now);
        pace.attempting(now);
        pace.opened(now);
        assertThat(pace.lost(now + seconds * SECOND / 10, false).most())
                .isGreaterThan(Duration.ofMillis(Math.min(30, seconds) * 700));
        assertThat(pace.lost(now + seconds * SECOND, false).most()).isEqualTo(Duration.ofMillis(250));
    }

    /** The time that an attempt hangs is time that was waited. */
    @ParameterizedTest
    @CsvSource({"0, 500, 1000", "400, 125, 600", "10000, 125, 250"})
    void pauseIsCountedFromTheAttemptBefore_andAFourthOfItIsKept(long hung, long least, long most) {
        var pace = new ReconnectPace();
        pace.attempting(0);
        ReconnectPace.Pause pause = pace.failed(hung * 1_000_000);
        assertThat(pause.least()).isEqualTo(Duration.ofMillis(least));
        assertThat(pause.most()).isEqualTo(Duration.ofMillis(most));
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 3600})
    void whoeverSaysThatTheNetworkIsBack_isBelieved(long seconds) {
        var pace = new ReconnectPace();
        pace.attempting(0);
        pace.failed(seconds * SECOND);
        pace.reset();
        pace.attempting(seconds * SECOND);
        assertThat(pace.failed(seconds * SECOND).most()).isEqualTo(Duration.ofSeconds(1));
    }
}
