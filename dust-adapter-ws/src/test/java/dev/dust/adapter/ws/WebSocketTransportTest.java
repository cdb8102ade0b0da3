package dev.dust.adapter.ws;

import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.testkit.contract.TransportContract;
import dev.dust.time.SystemTime;
import dev.dust.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The law of the port, in both formats. */
@Tag("slow")
class WebSocketTransportTest {

    @Nested
    class InJson extends Speaking {
        InJson() {
            super(Format.JSON);
        }
    }

    @Nested
    class InMessagePack extends Speaking {
        InMessagePack() {
            super(Format.MESSAGE_PACK);
        }
    }

    abstract static class Speaking implements TransportContract {
        private final SystemTime time = new SystemTime();
        private final WebSocketOptions options;

        Speaking(Format format) {
            options = WebSocketOptions.defaults().format(format);
        }

        @AfterEach
        void stopClock() {
            time.close();
        }

        @Override
        public Transport openTransport(URI server, Supplier<String> token) {
            return new WebSocketTransport(server, Token.from(token), SocketTest.CODECS, time, options);
        }

        @Override
        public Optional<Transport> openTransport(URI server, Supplier<String> token, Duration heartbeatInterval) {
            return Optional.of(new WebSocketTransport(server, Token.from(token), SocketTest.CODECS, time,
                    options.heartbeatInterval(heartbeatInterval)));
        }
    }
}
