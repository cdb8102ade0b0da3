package dev.dust.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatientContentTest {

    @Test
    void contentThatStalls_endsTheReading() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var sender = server.accept();
                var content = new PatientContent(client.getInputStream(), Duration.ofMillis(100))) {
            sender.getOutputStream().write(new byte[]{'a', (byte) 0xff});
            assertThat(content.read()).isEqualTo('a');
            assertThat(content.read()).isEqualTo(0xff);
            assertThatThrownBy(content::read).isInstanceOf(IOException.class).hasMessageContaining("nothing more");
        }
    }
}
