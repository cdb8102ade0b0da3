package dev.dust;

import dev.dust.cache.Scan;
import dev.dust.engine.ConnectionManager;
import dev.dust.engine.StoreEngine;
import dev.dust.value.Value;
import dev.dust.view.View;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads committed rows, see {@link DustStore#committed}. Thread-safe. */
final class CommittedReader extends StoreReader {
    private final StoreEngine engine;

    CommittedReader(ConnectionManager connections, Conversion conversion, StoreEngine engine) {
        super(connections, conversion);
        this.engine = engine;
    }

    @Override
    <T> T read(Function<View, T> reader) {
        return engine.reads().readCommitted(reader);
    }

    @Override
    <T> T read(Scan first, Function<View, T> reader) {
        return engine.reads().readCommitted(first, reader);
    }

    @Override
    @Nullable
    Value value(String key) {
        return read(view -> Optional.ofNullable(view.value(key))).orElse(null);
    }
}
