package dev.dust.engine;

import dev.dust.subscribe.DustEvent;
import java.util.ArrayDeque;
import java.util.List;

/** The last committed ops of a store, for somebody who looks on. Used by the engine's turns alone. */
final class ActivityLog {
    private static final int MOST = 100;

    private final ArrayDeque<ActivityEntry> latest = new ArrayDeque<>(MOST);

    void add(DustEvent event, long atMillis) {
        if (event instanceof DustEvent.Committed committed) {
            if (latest.size() == MOST) {
                latest.removeFirst();
            }
            latest.addLast(new ActivityEntry(committed.path(), committed.op(), committed.own(), committed.storeSeq(),
                    atMillis));
        }
    }

    List<ActivityEntry> list() {
        return List.copyOf(latest);
    }
}
