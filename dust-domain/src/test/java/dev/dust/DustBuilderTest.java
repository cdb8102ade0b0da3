package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.engine.IdlePorts;
import dev.dust.error.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where neither a cache nor a transport is on the class path. */
class DustBuilderTest {
    private final List<String> closed = new ArrayList<>();
    private final IdlePorts ports = new IdlePorts(closed::add);

    private DustBuilder parts() {
        return Dust.builder().cache(ports.cache()).transport(ports.transport()).codecs(ports.codecs());
    }

    @Test
    void partsThatAreGiven_areTaken_andClosedWithTheClient() {
        try (Dust dust = parts().set("dust.device-id", "dev_by_name").build()) {
            dust.store("a/b");
            assertThat(dust.connection().deviceId()).isEqualTo("dev_by_name");
        }
        assertThat(ports.attempts()).isEqualTo(1);
        assertThat(closed).containsExactly("transport", "cache");
    }

    @Test
    void options_areChangedInTheOrderInWhichTheyAreSaid() {
        try (Dust dust = parts().set("dust.device-id", "dev_by_name")
                .options(o -> o.deviceId("dev_first").random(new Random(1)))
                .options(o -> o.deviceId(o.deviceId() + "_last")).build()) {
            assertThat(dust.connection().deviceId()).isEqualTo("dev_first_last");
        }
    }

    @Test
    void partThatIsMissing_isSaid_withTheArtifactThatHasIt() {
        assertThatThrownBy(() -> Dust.builder().codecs(ports.codecs()).transport(ports.transport()).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("dust-adapter-memory, dust-adapter-sqlite or dust-adapter-postgres");
        assertThatThrownBy(() -> Dust.builder().codecs(ports.codecs()).cache(ports.cache()).build())
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("dust-adapter-ws");
        assertThat(closed).as("what was given stays its owner's while there is no client").isEmpty();
    }

    @Test
    void settingThatThereIsNot_isRefusedBeforeAnythingIsMade() {
        assertThatThrownBy(() -> parts().set("dust.enabld", "false").build()).isInstanceOf(InvalidRequestException.class)
                .hasMessage("there is no setting dust.enabld: dust.enabled is meant?");
    }
}
