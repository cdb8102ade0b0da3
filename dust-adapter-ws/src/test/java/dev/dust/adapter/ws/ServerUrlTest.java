package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerUrlTest {

    @ParameterizedTest
    @CsvSource({"localhost:7812, ws://localhost:7812/ws/sync", "http://localhost:7812, ws://localhost:7812/ws/sync",
            "https://dust.example, wss://dust.example/ws/sync", "https://dust.example/ws/sync, wss://dust.example/ws/sync",
            "http://localhost:7812/, ws://localhost:7812/ws/sync", "dust.example, ws://dust.example/ws/sync"})
    void urlThatIsNone_isRefused_withWhatWasMeantPerhaps(String given, String proposed) {
        assertThatThrownBy(() -> new ServerUrl(URI.create(given))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("looks like ws://host:port/ws/sync")
                .hasMessageEndingWith("; perhaps you mean " + proposed);
    }

    @ParameterizedTest
    @CsvSource({"ws:///ws/sync", "mailto:x@y", "http://localhost/?token=secret"})
    void whatWasMeant_isNotAlwaysToBeGuessed_andAQueryIsNeverShown(String given) {
        assertThatThrownBy(() -> new ServerUrl(URI.create(given))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("looks like ws://").hasMessageNotContaining("secret");
    }
}
