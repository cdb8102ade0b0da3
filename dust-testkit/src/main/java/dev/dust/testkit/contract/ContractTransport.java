package dev.dust.testkit.contract;

import dev.dust.server.rules.Wire;
import dev.dust.testkit.contract.FakeServer.Answer;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A transport under test with the server that it is for, and short ways to connect them. */
record ContractTransport(Transport transport, FakeServer server, Duration patience) implements AutoCloseable {
    static final String STORE = "org/contract";
    static final Handshake HANDSHAKE = new Handshake("dev_contract", 3);
    /** Enough for what is on its way, where a test does not insist on it. */
    static final Duration A_WHILE = Duration.ofSeconds(2);
    static final String TOKEN = "dust_tok_contract";

    /** Both ends of a connection that is open. */
    record Open(Transport.Connection client, ContractListener listener, ServerEnd server, Duration patience) {

        /** The server sends these, and the network takes them. */
        void serverSends(List<ServerMessage> messages) {
            var sent = messages.stream().map(server::send).toList();
            for (var each : sent) {
                if (!Waiting.done(each, patience)) {
                    throw new AssertionError("the server could not send what it has to say within " + patience
                            + ": the transport must read for as long as its listener does not block");
                }
            }
        }

        void serverSends(ServerMessage message) {
            serverSends(List.of(message));
        }

        /** The next message that the server gets. */
        ClientMessage awaitAtServer() {
            return server.received(patience).orElseThrow(() -> new AssertionError(
                    "a message was sent and did not arrive at the server within " + patience + ", heard was "
                            + listener.calls()));
        }
    }

    static ContractTransport open(TransportUnderTest contract) {
        return open(contract, () -> TOKEN);
    }

    static ContractTransport open(TransportUnderTest contract, Supplier<String> token) {
        return open(contract, url -> Optional.of(contract.openTransport(url, token))).orElseThrow();
    }

    /** One with heartbeats in quick succession; empty where there are none. */
    static Optional<ContractTransport> openBeating(TransportUnderTest contract) {
        return open(contract, url -> contract.openTransport(url, () -> TOKEN, heartbeatInterval(contract)));
    }

    /** Short, but long enough for an answer from a machine that has other things to do. */
    static Duration heartbeatInterval(TransportUnderTest contract) {
        return contract.patience().dividedBy(40);
    }

    private static Optional<ContractTransport> open(TransportUnderTest contract,
            Function<URI, Optional<Transport>> transports) {
        FakeServer server = contract.startServer();
        Optional<Transport> transport = Optional.empty();
        try {
            transport = transports.apply(server.url());
        } finally {
            if (transport.isEmpty()) {
                server.close();
            }
        }
        return transport.map(opened -> new ContractTransport(opened, server, contract.patience()));
    }

    ContractListener listener() {
        return new ContractListener(patience);
    }

    /** Begins a connection. */
    Transport.Connection connect(ContractListener listener) {
        return transport.connect(HANDSHAKE, listener);
    }

    /** A connection that stands. */
    Open connected() {
        return connected(listener());
    }

    /** A connection that stands, and whose listener is {@code listener}. */
    Open connected(ContractListener listener) {
        Transport.Connection client = connect(listener);
        listener.awaitOpened();
        return new Open(client, listener, accepted(), patience);
    }

    /** The server's end of the oldest connection that no test has asked for. */
    ServerEnd accepted() {
        return server.accepted(patience).orElseThrow(
                () -> new AssertionError("the transport did not connect to the server within " + patience));
    }

    /** A connection to a server that answers like this; it is over, or stands. */
    ContractListener attempt(Answer answer) {
        server.answer(answer);
        var listener = listener();
        connect(listener);
        Waiting.until(() -> !listener.calls().isEmpty(), patience);
        return listener;
    }

    /** A message that has a number, and nothing else to say. */
    static ServerMessage event(long seq) {
        return event(Wire.mapOf("store_seq", seq));
    }

    static ServerMessage event(MapValue payload) {
        return new ServerMessage(STORE, null, null, ServerMessage.EVENT, payload);
    }

    static @Nullable Value seq(ServerMessage event) {
        return event.payload().get("store_seq");
    }

    /** A message that has a number, and nothing else to say. */
    static ClientMessage write(long number) {
        return write(number, MapValue.EMPTY);
    }

    static ClientMessage write(long number, MapValue payload) {
        return new ClientMessage(STORE, "1", Long.toString(number), ClientMessage.WRITE, payload);
    }

    /** Each of these arrives as it is, before the next one is sent. */
    static void assertArrive(TransportUnderTest contract, Stream<ServerMessage> messages) {
        try (var it = ContractTransport.open(contract)) {
            Open open = it.connected();
            messages.forEach(message -> {
                open.serverSends(message);
                assertSame(open.listener().awaitMessage(), message, "message at the listener");
            });
        }
    }

    /** In few words: some of them are long. */
    static void assertSame(Object actual, Object expected, String what) {
        if (!actual.equals(expected)) {
            throw new AssertionError(what + " should be " + Texts.brief(expected) + " and is " + Texts.brief(actual));
        }
    }

    @Override
    public void close() {
        try {
            transport.close();
        } finally {
            server.close();
        }
    }
}
