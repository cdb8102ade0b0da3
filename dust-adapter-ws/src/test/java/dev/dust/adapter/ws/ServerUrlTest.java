package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.transport.Handshake;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerUrlTest {

    @ParameterizedTest
    @CsvSource({"ws://dust.example/ws/sync, false, dust.example, 80, ws://dust.example:80/",
            "wss://dust.example/ws/sync, true, dust.example, 443, wss://dust.example:443/",
            "WSS://dust.example:7812/ws/sync?a=b, true, dust.example, 7812, wss://dust.example:7812/",
            "ws://[::1]:7812/ws/sync, false, ::1, 7812, ws://[::1]:7812/"})
    void hostAndPort_areThoseOfTheUrl_andThePortIsTheSchemesWhereNoneIsGiven(String given, boolean secure, String host,
            int port,
            String origin) {
        var url = new ServerUrl(URI.create(given));
        assertThat(url.secure()).isEqualTo(secure);
        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.origin()).isEqualTo(URI.create(origin));
    }

    @ParameterizedTest
    @CsvSource({"ws://dust.example, /websocket?", "ws://dust.example/ws/sync, /ws/sync/websocket?",
            "ws://dust.example/ws/sync/, /ws/sync/websocket?", "ws://dust.example/ws?region=eu, /ws/websocket?region=eu&"})
    void requestForAConnection_keepsPathAndQueryOfTheUrl_andEscapesTheRest(String given, String start) {
        assertThat(new ServerUrl(URI.create(given)).target("a b&c", new Handshake("dev 1", 2), "2.0.0"))
                .isEqualTo(start + "token=a%20b%26c&device_id=dev%201&capver=2&vsn=2.0.0");
    }

    @ParameterizedTest
    @CsvSource({"ws://dust.example/ws/sync, http://dust.example:80/api/files/sha256%3Aab",
            "wss://[::1]:7812/ws/sync, https://[::1]:7812/api/files/sha256%3Aab"})
    void file_isAskedForByHttp_whereTheSocketIs(String given, String file) {
        assertThat(new ServerUrl(URI.create(given)).file("sha256:ab")).isEqualTo(URI.create(file));
    }

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
