package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingTransport.layered;
import static dev.dust.testkit.contract.PassingTransport.listening;

import dev.dust.testkit.contract.PassingTransport.Layer;
import dev.dust.testkit.contract.PassingTransport.PassingListener;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Transports that go wrong where connections are made. */
final class BrokenConnects {
    private BrokenConnects() {
    }

    static Stream<BrokenTransport> all() {
        var all = Stream.<BrokenTransport>builder();
        all.add(new BrokenTransport("asks for its token before connect() returns", "connect_returnsAtOnce",
                BrokenConnects::askingAtOnce));
        all.add(new BrokenTransport("tells twice that it is open", "opened_comesOnceAndFirst",
                listening(listener -> new PassingListener(listener) {
                    @Override
                    public void opened() {
                        super.opened();
                        super.opened();
                    }
                })));
        all.add(new BrokenTransport("throws where the server is away", "serverThatIsAway_isLost", BrokenConnects::throwing));
        all.add(new BrokenTransport("gives no reason where the server is away", "serverThatIsAway_isLost",
                reasoning(reason -> reason.message().contains("cannot be reached") ? new Lost(" ") : reason)));
        all.add(new BrokenTransport("takes every answer for a refusal", "serverThatFails_isLost",
                reasoning(reason -> reason.message().contains("does not take us") ? new Refused("no") : reason)));
        all.add(new BrokenTransport("takes a refusal for a loss", "serverThatRefuses_isToldAsRefused",
                reasoning(reason -> reason instanceof Refused ? new Lost(reason.message()) : reason)));
        all.add(new BrokenTransport("forgets which token was refused", "refusedToken_isNotShownAgain",
                BrokenConnects::forgetting));
        all.add(new BrokenTransport("takes a refusal for the last word", "anotherToken_isShownAfterARefusal",
                BrokenConnects::sulking));
        all.add(new BrokenTransport("keeps the token that it got in with", "token_isAskedForAtEachConnect",
                BrokenConnects::keepingItsToken));
        all.add(new BrokenTransport("says nothing where there is no token", "tokenThatCannotBeHad_endsTheAttempt",
                listening(listener -> new PassingListener(listener) {
                    @Override
                    public void closed(CloseReason reason) {
                        if (!reason.message().contains("there is no token")) {
                            super.closed(reason);
                        }
                    }
                })));
        all.add(new BrokenTransport("puts the device id into the URL as it is", "handshake_reachesTheServer",
                (server, token, interval) -> new PassingTransport(server, token, interval) {
                    @Override
                    public Connection connect(Handshake said, Listener listener) {
                        return super.connect(new Handshake(said.deviceId().replace('+', ' '), said.capver()), listener);
                    }
                }));
        all.add(new BrokenTransport("sends everything on the newest connection", "connections_areApart",
                BrokenConnects::sendingOnTheNewest));
        all.add(new BrokenTransport("connects again by itself", "lostConnection_isMadeAgainOnlyWhenAskedFor",
                BrokenConnects::reconnecting));
        return all.build();
    }

    private static BrokenTransport.Maker reasoning(UnaryOperator<CloseReason> layer) {
        return listening(listener -> new PassingListener(listener) {
            @Override
            public void closed(CloseReason reason) {
                super.closed(layer.apply(reason));
            }
        });
    }

    private static Transport askingAtOnce(InProcessServer server, Supplier<String> token, Duration interval) {
        var asked = new AtomicReference<>(token);
        return new PassingTransport(server, () -> asked.get().get(), interval) {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                try {
                    String now = token.get();
                    asked.set(() -> now);
                } catch (IllegalStateException none) {
                    asked.set(() -> {
                        throw none;
                    });
                }
                return super.connect(handshake, listener);
            }
        };
    }

    private static Transport throwing(InProcessServer server, Supplier<String> token, Duration interval) {
        return new PassingTransport(server, token, interval) {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                if (server.isAway()) {
                    throw new IllegalStateException("connection refused");
                }
                return super.connect(handshake, listener);
            }
        };
    }

    private static Transport forgetting(InProcessServer server, Supplier<String> token, Duration interval) {
        return new PassingTransport(server, token, interval) {
            private volatile boolean refused;

            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                Transport fresh = refused ? new InProcessTransport(server, token, interval) : inner();
                return fresh.connect(handshake, new PassingListener(listener) {
                    @Override
                    public void closed(CloseReason reason) {
                        refused |= reason instanceof Refused;
                        super.closed(reason);
                    }
                });
            }
        };
    }

    private static Transport sulking(InProcessServer server, Supplier<String> token, Duration interval) {
        var known = new AtomicReference<String>();
        return new PassingTransport(server, () -> known.get() == null ? token.get() : known.get(), interval) {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                return super.connect(handshake, new PassingListener(listener) {
                    @Override
                    public void closed(CloseReason reason) {
                        if (reason instanceof Refused) {
                            known.set(server.attempts().getFirst().token());
                        }
                        super.closed(reason);
                    }
                });
            }
        };
    }

    private static Transport keepingItsToken(InProcessServer server, Supplier<String> token, Duration interval) {
        var known = new AtomicReference<String>();
        return new PassingTransport(server, () -> known.get() == null ? token.get() : known.get(), interval) {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                return super.connect(handshake, new PassingListener(listener) {
                    @Override
                    public void opened() {
                        known.set(server.attempts().getLast().token());
                        super.opened();
                    }
                });
            }
        };
    }

    private static Transport sendingOnTheNewest(InProcessServer server, Supplier<String> token, Duration interval) {
        var newest = new AtomicReference<Layer>();
        return layered(() -> {
            newest.set(new Layer() {
                @Override
                public void send(ClientMessage message) {
                    newest.get().connection.send(message);
                }
            });
            return newest.get();
        }).make(server, token, interval);
    }

    private static Transport reconnecting(InProcessServer server, Supplier<String> token, Duration interval) {
        return new PassingTransport(server, token, interval) {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                return super.connect(handshake, new PassingListener(listener) {
                    @Override
                    public void closed(CloseReason reason) {
                        if (reason.message().contains("broke")) {
                            int before = server.attempts().size();
                            inner().connect(handshake, new ContractListener(Duration.ZERO));
                            Waiting.until(() -> server.attempts().size() > before, Duration.ofMinutes(1));
                        }
                        super.closed(reason);
                    }
                });
            }
        };
    }
}
