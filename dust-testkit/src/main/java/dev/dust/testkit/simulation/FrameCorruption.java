package dev.dust.testkit.simulation;

import dev.dust.server.rules.Wire;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a client's transport makes of a frame: nearly always the message that it is. */
final class FrameCorruption {
    /** Names are texts, which can always be read. */
    private static final Set<String> NAMES = Set.of("client_op_id", "device_id");

    private final World world;
    private final Link link;

    FrameCorruption(World world, Link link) {
        this.world = world;
        this.link = link;
    }

    /** Brings {@code message} to {@code listener}, as far as it can be decoded. */
    void receive(ServerMessage message, Transport.Listener listener) {
        if (world.faults().strikes(Fault.UNREADABLE)) {
            world.trace().note("  %s: that cannot be decoded", link);
            note(message, false);
            listener.unreadable("noise instead of a frame");
        } else if (!message.payload().isEmpty() && isStruckInPart(message)) {
            List<String> place = place(message);
            world.trace().note("  %s: that cannot be decoded at %s", link, place);
            note(message, false);
            listener.received(new ServerMessage(message.store(), message.joinRef(), message.ref(), message.event(),
                    without(message.payload(), place), List.of(place)));
        } else {
            note(message, true);
            listener.received(message);
        }
    }

    /** Each entry of a snapshot may be, so that the few that are sent are not all whole. */
    private boolean isStruckInPart(ServerMessage message) {
        MapValue entries = Wire.map(message.payload().get("entries"));
        boolean struck = false;
        for (int left = entries == null ? 1 : Math.max(1, entries.size()); left > 0 && !struck; left--) {
            struck = world.faults().strikes(Fault.UNREADABLE_PART);
        }
        return struck;
    }

    private void note(ServerMessage message, boolean whole) {
        MapValue answer = Wire.map(message.payload().get("response"));
        if (answer != null && answer.get("retry_after_ms") != null) {
            Duration wait = Duration.ofMillis(whole(answer, "retry_after_ms"));
            link.client().store(message.store()).writes().putOff(wait, world.time().nanos());
        }
        if (world.has(Dimension.UNREADABLE_FRAMES)) {
            ClientStore store = link.client().store(message.store());
            switch (message.event()) {
                case ServerMessage.EVENT -> store.noteEvent(whole(message.payload(), "store_seq"), whole);
                case ServerMessage.SNAPSHOT -> {
                    // Those that need not be taken are not, if they are damaged.
                    if (whole || !Wire.isTrue(message.payload(), "replaces_history")) {
                        store.noteSnapshot(whole(message.payload(), "snapshot_seq"), whole);
                    }
                }
                default -> {
                    // Answers are about ops, which are asked about again.
                }
            }
        }
    }

    private static long whole(MapValue map, String key) {
        return Objects.requireNonNull(Wire.integer(map.get(key)), key);
    }

    /** In a snapshot the value of an entry; else any field. */
    private List<String> place(ServerMessage message) {
        var place = new ArrayList<String>();
        MapValue entries = Wire.map(message.payload().get("entries"));
        if (entries != null && !entries.isEmpty()) {
            place.addAll(List.of("entries", any(entries), "value"));
        } else {
            place.add(any(message.payload()));
        }
        return place;
    }

    private String any(MapValue map) {
        return world.random().pick(map.fields().keySet().stream().filter(key -> !NAMES.contains(key)).toList());
    }

    private static MapValue without(MapValue map, List<String> place) {
        var fields = new LinkedHashMap<>(map.fields());
        String key = place.getFirst();
        fields.put(key,
                place.size() == 1
                        ? Value.NULL
                        : without((MapValue) Objects.requireNonNull(map.get(key), key), place.subList(1, place.size())));
        return MapValue.envelope(fields);
    }
}
