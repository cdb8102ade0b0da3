package dev.dust.testkit.conformance;

import dev.dust.StoreStatus;
import dev.dust.subscribe.DustEvent;
import dev.dust.testkit.conformance.Call.Result;
import dev.dust.testkit.conformance.SubscriptionProbe.Heard;
import dev.dust.transport.ClientMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import dev.dust.write.OpName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server, callers and callbacks must have got, and how the client must stand. */
final class SeenSteps {
    private SeenSteps() {
    }

    static ScenarioStep sent(FieldReader reader) {
        List<MapValue> expected = reader.objects("writes").stream().map(Match::rendered).toList();
        return run -> {
            List<MapValue> seen = run.server().takeWrites().stream().map(message -> write(message, run)).toList();
            if (!Match.eachNamed(expected, seen)) {
                throw ScenarioFailure.expected("sent", Match.text(expected), Match.text(seen));
            }
        };
    }

    /** A push as it is on the wire, with the name of its call. */
    private static MapValue write(ClientMessage message, ScenarioRun run) {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("of", Value.from(run.nameOf(Json.string(message.payload().get("client_op_id")))));
        fields.put("op", Events.op(message));
        message.payload().forEach(fields::putIfAbsent);
        return MapValue.envelope(fields);
    }

    static ScenarioStep joined(FieldReader reader) {
        List<Value> expected = reader.list("last_store_seq");
        return run -> {
            List<Value> seen = run.server().takeJoins();
            if (!seen.equals(expected)) {
                throw ScenarioFailure.expected("joined from", Json.text(new ListValue(expected)),
                        Json.text(new ListValue(seen)));
            }
        };
    }

    static ScenarioStep result(FieldReader reader) {
        String of = reader.text("of");
        MapValue ok = reader.findObject("ok");
        String error = reader.findText("error");
        boolean waiting = reader.flag("waiting");
        if ((ok != null ? 1 : 0) + (error != null ? 1 : 0) + (waiting ? 1 : 0) != 1) {
            throw new ScenarioFailure("a result is one of ok, error and waiting");
        }
        String expected = waiting ? Result.text(null) : ok != null ? "ok " + Json.text(ok) : "error " + error;
        return run -> {
            Result seen = run.call(of).result();
            boolean matches = switch (seen) {
                case null -> waiting;
                case Result.Ok(MapValue fields, var lease) -> ok != null && Match.named(ok, fields);
                case Result.Failed(String reason) -> reason.equals(error);
            };
            if (!matches) {
                throw ScenarioFailure.expected("result of " + of, expected, Result.text(seen));
            }
        };
    }

    static ScenarioStep events(FieldReader reader) {
        String of = reader.text("of");
        List<MapValue> expected = reader
                .objects("events", "type", "path", "op", "value", "committed", "source", "was_own", "store_seq",
                        "client_op_of", "error", "resync")
                .stream().map(Match::rendered).toList();
        return run -> {
            List<MapValue> seen = run.probe(of).take().stream().map(heard -> event(heard, run)).toList();
            if (!Match.eachNamed(expected, seen)) {
                throw ScenarioFailure.expected("events of " + of, Match.text(expected), Match.text(seen));
            }
        };
    }

    private static MapValue event(Heard heard, ScenarioRun run) {
        DustEvent event = heard.event();
        if (event == null) {
            return Json.map("resync", true);
        }
        var fields = new LinkedHashMap<String, Value>();
        fields.put("path", Value.of(event.path().key()));
        switch (event) {
            case DustEvent.Present present -> {
                fields.put("value", present.value());
                if (present.revision() > 0) {
                    fields.put("store_seq", Value.of(present.revision()));
                }
                fields.put("type", Value.of("present"));
            }
            case DustEvent.Local local -> {
                fields.put("value", local.value());
                putOp(fields, local.op(), false, "local", true, run.nameOf(local.opId()));
            }
            case DustEvent.Committed committed -> {
                fields.put("value", committed.value());
                fields.put("store_seq", Value.of(committed.storeSeq()));
                putOp(fields, committed.op(), true, "server", committed.own(), run.nameOf(committed.opId()));
            }
            case DustEvent.Refused refused -> {
                fields.put("value", Value.NULL);
                putOp(fields, refused.op(), false, "server", true, run.nameOf(refused.opId()));
                fields.put("error", Value.of(refused.error().reason()));
            }
        }
        return MapValue.envelope(fields);
    }

    private static void putOp(Map<String, Value> fields, OpName op, boolean committed, String source, boolean own,
            @Nullable String call) {
        fields.put("op", Value.of(op.wire()));
        fields.put("committed", Value.of(committed));
        fields.put("source", Value.of(source));
        fields.put("was_own", Value.of(own));
        fields.put("client_op_of", Value.from(call));
    }

    static ScenarioStep status(FieldReader reader) {
        MapValue expected = reader.only("connection", "last_store_seq", "pending_ops", "entry_count", "permissions", "scopes",
                "store_access");
        return run -> {
            MapValue seen = status(run.store().status());
            if (!Match.deep(expected, seen)) {
                throw ScenarioFailure.expected("status", Json.text(expected), Json.text(seen));
            }
        };
    }

    private static MapValue status(StoreStatus status) {
        return Json.map("connection", status.connection().name().toLowerCase(Locale.ROOT), "last_store_seq",
                status.lastStoreSeq(), "pending_ops", status.pendingOps(), "entry_count", status.entryCount(), "permissions",
                Map.of("read", status.capabilities().canRead(), "write", status.capabilities().canWrite()), "scopes",
                status.capabilities().scopes(), "store_access",
                Map.of("mode", status.capabilities().allStores() ? "all" : "selected", "store_ids",
                        status.capabilities().storeNames()));
    }
}
