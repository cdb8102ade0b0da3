package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.PassingTransport.listening;
import static dev.dust.testkit.contract.PassingTransport.sending;

import dev.dust.codec.CodecException;
import dev.dust.testkit.contract.PassingTransport.PassingConnection;
import dev.dust.testkit.contract.PassingTransport.PassingListener;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Transports that spoil what messages hold. */
final class BrokenMessages {
    private static final int MEBI = 1 << 20;

    private BrokenMessages() {
    }

    static Stream<BrokenTransport> all() {
        var all = Stream.<BrokenTransport>builder();
        all.add(new BrokenTransport("takes a join_ref that is not there for an empty one", "everyPart_arrives",
                receiving(message -> message.ref() != null && message.joinRef() == null
                        ? new ServerMessage(message.store(), "", message.ref(), message.event(), message.payload(),
                                message.unreadable())
                        : message)));
        all.add(new BrokenTransport("ends the store's name at a colon", "everyPart_arrives",
                receiving(message -> new ServerMessage(message.store().replaceFirst("^([^:]*):[^/]*", "$1"), message.joinRef(),
                        message.ref(), message.event(), message.payload(), message.unreadable()))));
        all.add(new BrokenTransport("reads whole floats as integers", "values_arriveAsTheyAre",
                receivingValues(value -> value instanceof FloatValue(double d) && d == Math.rint(d) && Math.abs(d) < 0x1p53
                        ? Value.of((long) d)
                        : value)));
        all.add(new BrokenTransport("ends texts at U+0000", "hostileTexts_arriveAsTheyAre",
                receivingTexts(text -> text.split("\0", 2)[0])));
        all.add(new BrokenTransport("cuts what is larger than its buffer", "largeMessage_arrivesWhole",
                receivingTexts(text -> text.substring(0, Math.min(text.length(), MEBI)))));
        all.add(new BrokenTransport("takes what it cannot read for null", "unreadablePart_isNamed",
                receiving(message -> new ServerMessage(message.store(), message.joinRef(), message.ref(), message.event(),
                        message.payload()))));
        all.add(new BrokenTransport("drops a message of which it cannot read all", "unreadablePart_isNamed",
                listening(listener -> new PassingListener(listener) {
                    @Override
                    public void received(ServerMessage message) {
                        if (message.unreadable().isEmpty()) {
                            super.received(message);
                        }
                    }
                })));
        all.add(new BrokenTransport("tells the size of something else", "sizeOf_isWhatTheServerGets",
                (server, token, interval) -> new PassingTransport(server, token, interval) {
                    @Override
                    public long sizeOf(ClientMessage message) {
                        return super.sizeOf(message) + message.payload().size();
                    }
                }));
        all.add(new BrokenTransport("says that it has no form for what it can send", "sizeOf_isWhatTheServerGets",
                (server, token, interval) -> new PassingTransport(server, token, interval) {
                    @Override
                    public long sizeOf(ClientMessage message) {
                        throw new CodecException("this is too unusual");
                    }
                }));
        all.add(new BrokenTransport("sends the ref where there is no join_ref", "everyPart_reachesTheServer",
                sending(connection -> new PassingConnection(connection) {
                    @Override
                    public void send(ClientMessage message) {
                        super.send(message.joinRef() != null ? message : with(message, message.ref(), message.payload()));
                    }
                })));
        all.add(new BrokenTransport("writes integers as doubles", "values_reachTheServerAsTheyAre",
                sendingValues(value -> value instanceof IntValue n && n.isLong()
                        ? Value.of((long) (double) n.longValue())
                        : value)));
        all.add(new BrokenTransport("composes the characters of texts", "hostileTexts_reachTheServerAsTheyAre",
                sendingTexts(text -> Normalizer.normalize(text, Normalizer.Form.NFC))));
        all.add(new BrokenTransport("cuts what is larger than a frame", "largeMessage_reachesTheServerWhole",
                sendingTexts(text -> text.substring(0, Math.min(text.length(), MEBI)))));
        return all.build();
    }

    private static BrokenTransport.Maker receiving(UnaryOperator<ServerMessage> change) {
        return listening(listener -> new PassingListener(listener) {
            @Override
            public void received(ServerMessage message) {
                super.received(change.apply(message));
            }
        });
    }

    private static BrokenTransport.Maker receivingValues(UnaryOperator<Value> change) {
        return receiving(message -> new ServerMessage(message.store(), message.joinRef(), message.ref(), message.event(),
                rewrite(message.payload(), UnaryOperator.identity(), change), message.unreadable()));
    }

    private static BrokenTransport.Maker receivingTexts(UnaryOperator<String> change) {
        return receiving(message -> new ServerMessage(message.store(), message.joinRef(), message.ref(), message.event(),
                rewrite(message.payload(), change, inTexts(change)), message.unreadable()));
    }

    private static BrokenTransport.Maker sendingValues(UnaryOperator<Value> change) {
        return sendingPayloads(payload -> rewrite(payload, UnaryOperator.identity(), change));
    }

    private static BrokenTransport.Maker sendingTexts(UnaryOperator<String> change) {
        return sendingPayloads(payload -> rewrite(payload, change, inTexts(change)));
    }

    private static BrokenTransport.Maker sendingPayloads(UnaryOperator<MapValue> change) {
        return sending(connection -> new PassingConnection(connection) {
            @Override
            public void send(ClientMessage message) {
                super.send(with(message, message.joinRef(), change.apply(message.payload())));
            }
        });
    }

    private static ClientMessage with(ClientMessage message, String joinRef, MapValue payload) {
        return new ClientMessage(message.store(), joinRef, message.ref(), message.event(), payload);
    }

    private static UnaryOperator<Value> inTexts(UnaryOperator<String> change) {
        return value -> value instanceof TextValue(String text) ? Value.of(change.apply(text)) : value;
    }

    private static MapValue rewrite(MapValue map, UnaryOperator<String> keys, UnaryOperator<Value> scalars) {
        var fields = new LinkedHashMap<String, Value>();
        map.fields().forEach((key, value) -> fields.put(keys.apply(key), rewrite(value, keys, scalars)));
        return MapValue.envelope(fields);
    }

    private static Value rewrite(Value value, UnaryOperator<String> keys, UnaryOperator<Value> scalars) {
        return switch (value) {
            case MapValue map -> rewrite(map, keys, scalars);
            case ListValue list -> new ListValue(list.items().stream().map(item -> rewrite(item, keys, scalars)).toList());
            default -> scalars.apply(value);
        };
    }
}
