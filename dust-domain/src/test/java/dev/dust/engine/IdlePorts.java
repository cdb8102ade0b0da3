package dev.dust.engine;

import dev.dust.cache.Cache;
import dev.dust.cache.StoreCache;
import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import dev.dust.codec.ValueCodec;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import dev.dust.value.Value;
import java.lang.reflect.Type;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ports of a client that is made, and does nothing: the cache is empty, and no attempt to connect comes to an end. */
public final class IdlePorts {
    private final Consumer<String> onClose;
    private final EmptyCache cache = new EmptyCache();
    private final FakeTransport transport = new FakeTransport();

    /** {@code onClose} hears which port is closed. */
    public IdlePorts(Consumer<String> onClose) {
        this.onClose = onClose;
    }

    /** How often it was tried to connect. */
    public int attempts() {
        return transport.attempts.size();
    }

    /** The cache. */
    public Cache cache() {
        return new Cache() {
            @Override
            public boolean durable() {
                return cache.durable();
            }

            @Override
            public boolean blocking() {
                return cache.blocking();
            }

            @Override
            public String deviceId(String configured, Supplier<String> fresh) {
                return configured == null ? fresh.get() : configured;
            }

            @Override
            public StoreCache open(String store, String deviceId) {
                return cache.open(store, deviceId);
            }

            @Override
            public void close() {
                onClose.accept("cache");
            }
        };
    }

    /** The transport. */
    public Transport transport() {
        return new Transport() {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                return transport.connect(handshake, listener);
            }

            @Override
            public void close() {
                onClose.accept("transport");
            }
        };
    }

    /** Codecs that nobody asks to do anything. */
    public Codecs codecs() {
        return new Codecs() {
            @Override
            public ValueCodec json() {
                throw new AssertionError("not asked");
            }

            @Override
            public ValueCodec messagePack() {
                throw new AssertionError("not asked");
            }

            @Override
            public ObjectCodec objects() {
                return new ObjectCodec() {
                    @Override
                    public Value toValue(@Nullable Object object) {
                        throw new AssertionError("not asked");
                    }

                    @Override
                    public <T> @Nullable T fromValue(Value value, Class<T> type) {
                        throw new AssertionError("not asked");
                    }

                    @Override
                    public @Nullable Object fromValue(Value value, Type type) {
                        throw new AssertionError("not asked");
                    }
                };
            }
        };
    }
}
