package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractTransport.assertArrive;
import static dev.dust.testkit.contract.ContractTransport.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.rules.Wire;
import dev.dust.testkit.contract.ContractListener.Call;
import dev.dust.testkit.contract.ContractTransport.Open;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Law 3: what cannot be read is not dropped in silence. For transports that decode what they are sent. */
public interface UnreadableContract extends TransportUnderTest {

    /** A part that is no value is named, has null in its place, and costs no other part. */
    @Test
    default void unreadablePart_isNamed() {
        MapValue snapshot = Wire.mapOf("snapshot_seq", 7, "entries",
                Map.of("a", Map.of("value", 1), "b", Wire.mapOf("value", null, "type", "integer")));
        assertArrive(this, Stream.of(withGaps(Wire.mapOf("store_seq", 1, "value", null), "value"),
                withGaps(snapshot, "entries/b/value"), event(1),
                withGaps(Wire.mapOf("value", Arrays.asList(1, null, Arrays.asList(null, 2)), "op", null), "value/1",
                        "value/2/0", "op"),
                withGaps(MapValue.EMPTY, ""), event(2)));
    }

    private static ServerMessage withGaps(MapValue payload, String... places) {
        return new ServerMessage(ContractTransport.STORE, "1", null, ServerMessage.SNAPSHOT, payload, Arrays.stream(places)
                .map(place -> place.isEmpty() ? List.<String>of() : List.of(place.split("/"))).toList());
    }

    /**
     * A frame of which nothing can be told is reported where it came, and neither ends the connection nor takes a message with
     * it.
     */
    @Test
    default void unreadableFrame_isReportedInItsPlace() {
        try (var it = ContractTransport.open(this)) {
            Open open = it.connected();
            List<Call> expected = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                expected.addAll(Collections.nCopies(open.server().sendUnreadable(), Call.UNREADABLE));
                expected.add(Call.RECEIVED);
                open.serverSends(event(i));
                assertThat(open.listener().awaitMessage()).as("message behind frames that cannot be read").isEqualTo(event(i));
            }
            assertThat(open.listener().calls()).as("law 3: calls where messages stood between frames that cannot be read")
                    .filteredOn(call -> call != Call.OPENED).isEqualTo(expected);
            assertThat(open.listener().whys()).as("what it says of each of them, for a log")
                    .allSatisfy(why -> assertThat(why).isNotBlank());
        }
    }
}
