package dev.dust.engine;

import dev.dust.sync.Solo;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Passes the right to send what the server may fail on from store to store, in the order in which they asked. Thread-safe: its
 * monitor is held for moments.
 */
final class SoloQueue {
    private final ArrayDeque<Member> waiting = new ArrayDeque<>();
    private @Nullable Member holder;

    /**
     * The part of one store.
     *
     * @param granted called, on another store's thread, when it has the right that it waited for
     */
    Solo member(Runnable granted) {
        return new Member(granted);
    }

    private @Nullable Member passOn(Member member) {
        synchronized (this) {
            if (holder != member) {
                waiting.remove(member);
                return null;
            }
            holder = waiting.poll();
            return holder;
        }
    }

    private void leave(Member member) {
        synchronized (this) {
            waiting.remove(member);
            holder = holder == member ? null : holder;
        }
    }

    private boolean take(Member member) {
        synchronized (this) {
            if (holder == null) {
                holder = member;
            } else if (holder != member && !waiting.contains(member)) {
                waiting.add(member);
            }
            return holder == member;
        }
    }

    private final class Member implements Solo {
        private final Runnable granted;
        /** Whether it has it, or waits for it. Used by the store's own turns alone. */
        private boolean asked;

        Member(Runnable granted) {
            this.granted = granted;
        }

        @Override
        public boolean take() {
            asked = true;
            return SoloQueue.this.take(this);
        }

        @Override
        public void leave() {
            asked = false;
            SoloQueue.this.leave(this);
        }

        @Override
        public void giveBack() {
            if (asked) {
                asked = false;
                Member next = passOn(this);
                if (next != null) {
                    next.granted.run();
                }
            }
        }
    }
}
