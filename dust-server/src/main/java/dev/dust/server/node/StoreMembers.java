package dev.dust.server.node;

import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.Event;
import dev.dust.server.metrics.Measures;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.rules.Crash;
import dev.dust.value.MapValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who is a member of a store, and what members are told. Used under the store's lock alone, but for {@link #count}. */
final class StoreMembers {
    private final Mode mode;
    private final Measures measures;
    private final Set<Channel> channels = new LinkedHashSet<>();
    /** Written under the lock. */
    private volatile int count;

    /**
     * Nobody yet.
     *
     * @param measures what the server tells of itself
     */
    StoreMembers(Mode mode, Measures measures) {
        this.mode = mode;
        this.measures = measures;
    }

    void add(Channel channel) {
        channels.add(channel);
        count = channels.size();
    }

    /** Answers whether it was a member. */
    boolean remove(Channel channel) {
        boolean was = channels.remove(channel);
        count = channels.size();
        return was;
    }

    boolean has(Channel channel) {
        return channels.contains(channel);
    }

    boolean isEmpty() {
        return channels.isEmpty();
    }

    /** How many there are. Waits for nobody. */
    int count() {
        return count;
    }

    /** The device ids, each once. */
    Set<String> deviceIds() {
        return channels.stream().map(Channel::deviceId).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Sends what was committed to those who joined by {@code topic} and have not heard of it.
     *
     * @throws Crash if it has no form in a member's format
     */
    void broadcast(Event event, String topic) {
        var outgoing = new Outgoing(new Frame(null, null, topic, "event", event.payload()));
        int sent = 0;
        for (Channel member : channels) {
            if (member.topic().equals(topic) && !member.hasHeard(event.storeSeq())) {
                if (!mode.canSend(member.format(), outgoing.frame().payload())) {
                    throw new Crash("an event that a member's format has no form for");
                }
                member.broadcast(outgoing);
                sent++;
            }
        }
        if (sent > 0) {
            measures.count(ServerMeter.SENT_EVENTS, "live", sent);
        }
    }

    /** Sends {@code event} to those who joined by {@code topic}, as a live event is sent. */
    void tell(String event, String topic) {
        var outgoing = new Outgoing(new Frame(null, null, topic, event, MapValue.EMPTY));
        channels.stream().filter(member -> member.topic().equals(topic)).forEach(member -> member.send(outgoing));
    }

    /** Ends the memberships of those, and says so by {@code event}. */
    void end(Predicate<Channel> whose, String event) {
        List.copyOf(channels).stream().filter(whose).forEach(member -> member.end(event));
    }
}
