package dev.dust.op;

import dev.dust.path.Path;
import dev.dust.value.FileRef;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ops as maps: the payload of a push (PROTOCOL 4), and the form in which an outbox keeps them. */
public final class OpCodec {
    private static final String CONTENT = "content";
    private static final String MAYBE_DUPLICATE = "maybe_duplicate";
    private static final String FILE = "file";

    private OpCodec() {
    }

    /** The payload that asks the server for {@code op}. */
    public static MapValue payload(Op op, String opId) {
        var fields = new LinkedHashMap<String, Value>();
        if (op instanceof Op.PutFile file) {
            putPath(fields, op.path());
            fields.put(CONTENT, Value.of(file.content()));
            putText(fields, "filename", file.file().filename());
            putText(fields, "content_type", file.file().contentType());
        } else {
            fields.put("op", Value.of(op.name().wire()));
            putPath(fields, op.path());
            putOperands(fields, op);
        }
        fields.put("client_op_id", Value.of(opId));
        return MapValue.envelope(fields);
    }

    /**
     * The form in which {@code op} is kept; {@link #stored} and {@link #maybeDuplicate} read it.
     *
     * @param maybeDuplicate whether it may have taken effect already, in a history that is gone
     */
    public static Value store(Op op, boolean maybeDuplicate) {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("op", Value.of(op.name().wire()));
        fields.put("path", Value.of(op.path().key()));
        if (op instanceof Op.PutFile file) {
            fields.put(FILE, file.file());
            fields.put(CONTENT, Value.of(file.content()));
        } else {
            putOperands(fields, op);
        }
        if (maybeDuplicate) {
            fields.put(MAYBE_DUPLICATE, Value.of(true));
        }
        return MapValue.envelope(fields);
    }

    /** Whether {@link #store} was told so of {@code kept}. */
    public static boolean maybeDuplicate(Value kept) {
        return Fields.isTrue(Fields.asMap(kept), MAYBE_DUPLICATE);
    }

    /**
     * The op that {@link #store} made {@code kept} of.
     *
     * @throws IllegalArgumentException if it is none, or one of a later version
     */
    public static Op stored(Value kept) {
        MapValue fields = Fields.asMap(kept);
        OpName name = fields == null ? null : OpName.ofWire(Fields.text(fields, "op"));
        if (name == null) {
            throw new IllegalArgumentException("an op of another version of this library: " + kept);
        }
        Path path = Path.ofKey(Fields.text(fields, "path"));
        Precondition precondition = precondition(fields);
        Value value = fields.get("value");
        return switch (name) {
            case SET -> new Op.Put(path, value, precondition);
            case DELETE -> new Op.Delete(path, precondition);
            case MERGE -> new Op.Merge(path, Fields.asMap(value), precondition);
            case INCREMENT -> new Op.Increment(path, value, precondition);
            case ADD -> new Op.Add(path, value, precondition);
            case REMOVE -> new Op.Remove(path, value, precondition);
            case PUT_FILE -> new Op.PutFile(path, (FileRef) fields.get(FILE), Fields.text(fields, CONTENT));
            case LEASE, RENEW, RELEASE -> throw new IllegalArgumentException("lease ops are never kept");
        };
    }

    private static Precondition precondition(MapValue fields) {
        MapValue fence = Fields.map(fields, "fence");
        return new Precondition(Fields.whole(fields, "if_match").orElse(0), Fields.isTrue(fields, "if_absent"),
                fence.isEmpty()
                        ? null
                        : new Fence(Path.ofKey(Fields.text(fence, "key")), Fields.whole(fence, "token").orElseThrow()));
    }

    private static void putOperands(Map<String, Value> fields, Op op) {
        switch (op) {
            case Op.Put put -> fields.put("value", put.value());
            case Op.Merge merge -> fields.put("value", merge.value());
            case Op.Increment increment -> fields.put("value", increment.by());
            case Op.Add add -> fields.put("value", add.member());
            case Op.Remove remove -> fields.put("value", remove.member());
            case Op.Acquire acquire -> {
                fields.put("ttl_ms", Value.of(acquire.ttlMillis()));
                putText(fields, "holder", acquire.holder());
            }
            case Op.Renew renew -> {
                fields.put("token", Value.of(renew.token()));
                fields.put("ttl_ms", Value.of(renew.ttlMillis()));
            }
            case Op.Release release -> fields.put("token", Value.of(release.token()));
            case Op.Delete delete -> {
            }
            case Op.PutFile file -> {
            }
        }
        putPrecondition(fields, op.precondition());
    }

    private static void putPrecondition(Map<String, Value> fields, Precondition precondition) {
        if (precondition.ifMatch() > 0) {
            fields.put("if_match", Value.of(precondition.ifMatch()));
        }
        if (precondition.ifAbsent()) {
            fields.put("if_absent", Value.of(true));
        }
        if (precondition.fence() != null) {
            fields.put("fence", MapValue.envelope(Map.of("key", Value.of(precondition.fence().key().key()),
                    "token", Value.of(precondition.fence().token()))));
        }
    }

    private static void putPath(Map<String, Value> fields, Path path) {
        fields.put("path", Value.of(path.key()));
        List<Value> segments = path.segments().stream().<Value>map(TextValue::new).toList();
        fields.put("path_segments", new ListValue(segments));
    }

    private static void putText(Map<String, Value> fields, String key, String text) {
        if (text != null) {
            fields.put(key, Value.of(text));
        }
    }
}
