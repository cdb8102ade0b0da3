package dev.dust.testkit.conformance;

import dev.dust.StoreStatus;
import dev.dust.subscribe.DustEvent;
import dev.dust.testkit.conformance.Call.Result;
import dev.dust.testkit.conformance.SubscriptionProbe.Heard;
import dev.dust.transport.ClientMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
        fields.put("value", event.value());
        if (event.storeSeq() > 0) {
            fields.put("store_seq", Value.of(event.storeSeq()));
        }
        if (event.kind() == DustEvent.Kind.PRESENT) {
            fields.put("type", Value.of("present"));
            return MapValue.envelope(fields);
        }
        fields.put("op", Value.of(event.op()));
        fields.put("committed", Value.of(event.committed()));
        fields.put("source", Value.of(event.isLocal() ? "local" : "server"));
        fields.put("was_own", Value.of(event.wasOwn() || !event.committed()));
        fields.put("client_op_of", Value.from(run.nameOf(event.opId())));
        if (event.error() != null) {
            fields.put("error", Value.of(event.error().reason()));
        }
        return MapValue.envelope(fields);
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
