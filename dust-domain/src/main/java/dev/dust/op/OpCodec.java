package dev.dust.op;

import dev.dust.path.DustPath;
import dev.dust.value.FileRef;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ops as maps: the payload of a push (docs/protocol.md#writes), and the form in which an outbox keeps them. */
public final class OpCodec {
    /** Of an op that has no fields but its own. */
    private static final int MOST_FIELDS = 6;
    private static final String CONTENT = "content";
    private static final String MAYBE_DUPLICATE = "maybe_duplicate";
    private static final String UNSENT = "unsent";
    /** One for all that wait offline, of which there may be many. */
    private static final MapValue ONLY_UNSENT = MapValue.envelope(Map.of(UNSENT, Value.of(true)));
    private static final Map<OpName, Value> NAMES = new EnumMap<>(OpName.class);

    static {
        for (OpName name : OpName.values()) {
            NAMES.put(name, Value.of(name.wire()));
        }
    }

    private OpCodec() {
    }

    /** The payload that asks the server for {@code op}. */
    public static MapValue payload(Op op, String opId) {
        return fields(op, opId).buildEnvelope();
    }

    /**
     * The same for an op that the server is to take only if it has refused no more than {@code refusals} pushes of this
     * membership (docs/protocol.md#in-turn).
     */
    public static MapValue payloadInTurn(Op op, String opId, long refusals) {
        return fields(op, opId).put("refusals", Value.of(refusals)).buildEnvelope();
    }

    private static MapValue.Builder fields(Op op, String opId) {
        var fields = MapValue.builder(MOST_FIELDS);
        if (op instanceof Op.PutFile file) {
            putPath(fields, op.path());
            putText(fields, CONTENT, file.content());
            if (file.content() == null) {
                // Instead of it, what was brought before.
                fields.put("hash", Value.of(file.file().hash()));
                fields.put("size", Value.of(file.file().size()));
            }
            putText(fields, "filename", file.file().filename());
            putText(fields, "content_type", file.file().contentType());
        } else {
            fields.put("op", nameOf(op));
            putPath(fields, op.path());
            putOperands(fields, op);
        }
        return fields.put("client_op_id", Value.of(opId));
    }

    /**
     * The form in which {@code op} is kept; {@link #stored}, {@link #isUnsent} and {@link #maybeDuplicate} read it. It is
     * {@code [op, path, operand]}, and a map of what else there is: short, because many may wait.
     *
     * @param unsent         whether it was never sent
     * @param maybeDuplicate whether it may have taken effect already, in a history that is gone
     */
    public static Value store(Op op, boolean unsent, boolean maybeDuplicate) {
        var more = MapValue.builder(0);
        putPrecondition(more, op.precondition());
        if (op instanceof Op.PutFile file) {
            putText(more, CONTENT, file.content());
        }
        if (unsent) {
            more.put(UNSENT, Value.of(true));
        }
        if (maybeDuplicate) {
            more.put(MAYBE_DUPLICATE, Value.of(true));
        }
        Value name = nameOf(op);
        Value path = Value.of(op.path().key());
        return new ListValue(more.size() == 0
                ? List.of(name, path, operand(op))
                : List.of(name, path, operand(op), more.size() == 1 && unsent ? ONLY_UNSENT : more.buildEnvelope()));
    }

    /** What an op is to write, add or remove; {@link Value#NULL} for an op that only names a path. */
    public static Value operand(Op op) {
        return switch (op) {
            case Op.Put put -> put.value();
            case Op.Merge merge -> merge.value();
            case Op.Increment increment -> increment.by();
            case Op.Add add -> add.member();
            case Op.Remove remove -> remove.member();
            case Op.PutFile file -> file.file();
            case Op.Delete delete -> Value.NULL;
            case Op.LeaseOp lease -> Value.NULL;
        };
    }

    /** Whether {@link #store} was told so of {@code kept}. */
    public static boolean isUnsent(@Nullable Value kept) {
        return Fields.isTrue(more(items(kept)), UNSENT);
    }

    /** Whether {@link #store} was told so of {@code kept}. */
    public static boolean maybeDuplicate(@Nullable Value kept) {
        return Fields.isTrue(more(items(kept)), MAYBE_DUPLICATE);
    }

    /**
     * The op that {@link #store} made {@code kept} of.
     *
     * @throws RuntimeException if it is none, or one of a later version; the message says what is wrong
     */
    public static Op stored(@Nullable Value kept) {
        List<Value> items = items(kept);
        OpName name = items.size() > 2 && items.getFirst() instanceof TextValue(String text) ? OpName.ofWire(text) : null;
        if (name == null || !(items.get(1) instanceof TextValue(String key))) {
            throw new IllegalArgumentException("an op of another version of this library: " + kept);
        }
        DustPath path = DustPath.parse(key);
        Value operand = items.get(2);
        MapValue more = more(items);
        Precondition precondition = precondition(more);
        return switch (name) {
            case SET -> new Op.Put(path, operand, precondition);
            case DELETE -> new Op.Delete(path, precondition);
            case MERGE -> new Op.Merge(path, mapIn(operand), precondition);
            case INCREMENT -> new Op.Increment(path, operand, precondition);
            case ADD -> new Op.Add(path, operand, precondition);
            case REMOVE -> new Op.Remove(path, operand, precondition);
            case PUT_FILE -> new Op.PutFile(path, (FileRef) operand, Fields.text(more, CONTENT));
            case LEASE, RENEW, RELEASE -> throw new IllegalArgumentException("lease ops are never kept");
        };
    }

    private static String required(MapValue fields, String name) {
        String text = Fields.text(fields, name);
        if (text == null) {
            throw new IllegalArgumentException("an op that lacks its " + name);
        }
        return text;
    }

    private static MapValue mapIn(Value operand) {
        MapValue map = Fields.asMap(operand);
        if (map == null) {
            throw new IllegalArgumentException("a merge of what is no map: " + operand);
        }
        return map;
    }

    private static List<Value> items(@Nullable Value kept) {
        return kept instanceof ListValue(List<Value> items) ? items : List.of();
    }

    private static MapValue more(List<Value> items) {
        return items.size() > 3 && items.get(3) instanceof MapValue map ? map : MapValue.EMPTY;
    }

    private static Precondition precondition(MapValue fields) {
        MapValue fence = Fields.map(fields, "fence");
        return new Precondition(Fields.whole(fields, "if_match").orElse(0), Fields.isTrue(fields, "if_absent"),
                fence.isEmpty()
                        ? null
                        : new Fence(DustPath.parse(required(fence, "key")), Fields.whole(fence, "token").orElseThrow()));
    }

    private static void putOperands(MapValue.Builder fields, Op op) {
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

    private static void putPrecondition(MapValue.Builder fields, Precondition precondition) {
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

    private static Value nameOf(Op op) {
        return Objects.requireNonNull(NAMES.get(op.name()), "name");
    }

    /**
     * The payload that asks the server for what was before (docs/protocol.md#rollback).
     *
     * @param path null for the whole store
     */
    public static MapValue rollback(@Nullable DustPath path, long toSeq) {
        var fields = MapValue.builder(MOST_FIELDS);
        if (path != null) {
            putPath(fields, path);
        }
        return fields.put("to_seq", Value.of(toSeq)).buildEnvelope();
    }

    private static void putPath(MapValue.Builder fields, DustPath path) {
        fields.put("path", Value.of(path.key()));
        List<String> names = path.segments();
        var segments = new Value[names.size()];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new TextValue(names.get(i));
        }
        fields.put("path_segments", new ListValue(List.of(segments)));
    }

    private static void putText(MapValue.Builder fields, String key, @Nullable String text) {
        if (text != null) {
            fields.put(key, Value.of(text));
        }
    }
}
