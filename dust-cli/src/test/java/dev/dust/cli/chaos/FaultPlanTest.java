package dev.dust.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes wrong follows from the seed. */
class FaultPlanTest {
    private static final int KINDS = Fault.values().length;

    private static List<FaultPlan.Planned> plan(long seed) {
        var plan = new FaultPlan(seed, EnumSet.allOf(Fault.class), 4, 3);
        return IntStream.range(0, 3 * KINDS).mapToObj(i -> plan.next()).toList();
    }

    @Test
    void sameSeed_isTheSamePlan_andAnotherIsAnother() {
        assertThat(plan(1)).isEqualTo(plan(1)).isNotEqualTo(plan(2));
    }

    @Test
    void everyKind_comesBeforeAnyComesAgain() {
        List<FaultPlan.Planned> plan = plan(1);
        for (int round = 0; round < 3; round++) {
            assertThat(plan.subList(round * KINDS, (round + 1) * KINDS)).extracting(FaultPlan.Planned::fault)
                    .containsExactlyInAnyOrder(Fault.values());
        }
        assertThat(plan).extracting(FaultPlan.Planned::client).containsOnly(0, 1, 2, 3);
        assertThat(plan).extracting(FaultPlan.Planned::server).containsOnly(0, 1, 2);
    }
}
