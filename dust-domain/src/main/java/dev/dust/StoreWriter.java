package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.engine.StoreEngine;
import dev.dust.engine.Ticket;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.sync.PendingInfo;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Hands ops to the engine of one store, and makes writes of what it answers. Thread-safe. */
final class StoreWriter {
    private final StoreEngine engine;
    private final Conversion conversion;
    private final EngineConfig config;
    private final boolean durable;
    private final FileWrites files;

    StoreWriter(StoreEngine engine, Conversion conversion, EngineConfig config, boolean durable) {
        this.engine = engine;
        this.conversion = conversion;
        this.config = config;
        this.durable = durable;
        this.files = new FileWrites(engine, config);
    }

    Write write(Op op) {
        return made(engine.writes().submit(newId(), op));
    }

    /** Does not wait until it is kept. */
    CompletableFuture<Write> start(Op op) {
        return engine.writes().start(newId(), op, this::made);
    }

    /** By one commit of the cache; nothing if there are none. */
    List<Write> write(List<Op> ops) {
        return ops.isEmpty() ? List.of() : made(engine.writes().submitAll(byId(ops)));
    }

    /** The same, and does not wait until they are kept. */
    CompletableFuture<List<Write>> start(List<Op> ops) {
        return ops.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : engine.writes().startAll(byId(ops), this::made);
    }

    private Map<String, Op> byId(List<Op> ops) {
        var byId = new LinkedHashMap<String, Op>();
        ops.forEach(op -> byId.put(newId(), op));
        return byId;
    }

    Ticket submit(Op.LeaseOp op) {
        return engine.writes().submit(newId(), op);
    }

    Write putFile(DustPath path, Path source, FileOptions options) {
        return made(files.put(path, source, options));
    }

    Write putFile(DustPath path, InputStream content, FileOptions options) {
        return made(files.put(path, content, options));
    }

    Write putFile(DustPath path, byte[] content, FileOptions options) {
        return made(files.put(path, content, options));
    }

    /** Stores a file on another thread. */
    CompletableFuture<Write> apart(Supplier<Write> putFile) {
        return FileTask.start(config::apart, putFile);
    }

    boolean flush(Duration patience) {
        return Flush.of(List.of(engine), Objects.requireNonNull(patience, "patience"), config);
    }

    List<PendingWrite> pending() {
        return engine.pending().stream().map(info -> new PendingWrite(info, conversion, engine)).toList();
    }

    /** How many writes this process's end takes with it, if the cache does not outlive that. */
    long unsent() {
        return engine.pending().stream()
                .filter(info -> info.stage() != PendingInfo.Stage.ACCEPTED && !(info.op() instanceof Op.LeaseOp)).count();
    }

    private String newId() {
        return Ids.op(config.random());
    }

    private List<Write> made(List<Ticket> tickets) {
        return tickets.stream().map(this::made).toList();
    }

    private Write made(Ticket ticket) {
        return new Write(ticket, engine, durable, conversion);
    }
}
