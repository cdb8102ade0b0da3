package dev.dust.testkit.conformance;

import dev.dust.testkit.conformance.ScriptedConnection.Push;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the server does. */
final class ServerSteps {
    private static final MapValue WELCOME = Json.map("capver", 3, "capver_min", 3, "permissions",
            Map.of("read", true, "write", true), "scopes",
            List.of("entries:read", "entries:write", "files:read", "files:write"),
            "store_access", Map.of("mode", "all", "store_ids", List.of()));

    private ServerSteps() {
    }

    static ScenarioStep read(FieldReader reader) {
        String kind = reader.text("server");
        return switch (kind) {
            case "open" -> run -> run.server().open();
            case "join" -> join(reader);
            case "event" -> event(reader);
            case "echo" -> echo(reader);
            case "reply" -> reply(reader);
            case "snapshot" -> send(ServerMessage.SNAPSHOT, "snapshot_seq", reader.get("snapshot_seq"), "entries",
                    reader.object("entries"));
            case "catch_up_complete" -> send(ServerMessage.CATCH_UP_COMPLETE, "through_seq", reader.get("through_seq"));
            case "status" -> status(reader.get("current_seq"));
            case "drop" -> run -> run.server().drop();
            case "close" -> run -> run.server().end(ServerMessage.CLOSE);
            case "error" -> run -> run.server().end(ServerMessage.ERROR);
            case "ready" -> ready(reader.find("store_seq"));
            default -> throw new ScenarioFailure("there is no server step \"" + kind + '"');
        };
    }

    private static ScenarioStep send(String event, Object... payload) {
        MapValue fields = Json.map(payload);
        return run -> run.server().send(event, fields);
    }

    private static ScenarioStep join(FieldReader reader) {
        Value lastStoreSeq = reader.find("last_store_seq");
        MapValue error = reader.findObject("error");
        MapValue reply = reader.findObject("reply");
        if (error != null && reply != null) {
            throw new ScenarioFailure("a join is answered by a reply or an error, not by both");
        }
        return run -> {
            Value asked = run.server().joinAsked();
            if (lastStoreSeq != null && !lastStoreSeq.equals(asked)) {
                throw ScenarioFailure.expected("join", "last_store_seq " + Json.text(lastStoreSeq), Json.text(asked));
            }
            run.server().answerJoin(error == null, error != null ? error : welcome(asked, reply));
        };
    }

    private static MapValue welcome(Value storeSeq, @Nullable MapValue reply) {
        MapValue welcome = Json.with(WELCOME, Map.of("store_seq", storeSeq));
        return reply == null ? welcome : Json.with(welcome, reply.fields());
    }

    private static ScenarioStep ready(@Nullable Value storeSeq) {
        return run -> {
            if (!run.server().isOpen()) {
                run.server().open();
                run.settle();
            }
            Value seq = storeSeq != null ? storeSeq : run.server().joinAsked();
            run.server().answerJoin(true, welcome(seq, null));
            run.settle();
            run.server().send(ServerMessage.CATCH_UP_COMPLETE, Json.map("through_seq", seq));
        };
    }

    private static ScenarioStep event(FieldReader reader) {
        MapValue event = Events.read(reader);
        return run -> run.server().send(ServerMessage.EVENT, event);
    }

    private static ScenarioStep echo(FieldReader reader) {
        String of = reader.text("of");
        Value storeSeq = reader.get("store_seq");
        Value value = reader.find("value");
        return run -> {
            Push sending = run.newestSending(of);
            run.server().send(ServerMessage.EVENT, Events.echo(sending.message(), storeSeq, value, run));
        };
    }

    private static ScenarioStep reply(FieldReader reader) {
        String to = reader.text("to");
        MapValue ok = reader.findObject("ok");
        MapValue error = reader.findObject("error");
        if ((ok == null) == (error == null)) {
            throw new ScenarioFailure("a reply has either ok or error");
        }
        return run -> run.server().answer(run.newestSending(to), ok != null, ok != null ? ok : error);
    }

    private static ScenarioStep status(Value currentSeq) {
        MapValue response = Json.map("current_seq", currentSeq);
        return run -> run.server().answerNewest(ClientMessage.STATUS, response);
    }
}
