package dev.dust.testkit.conformance;

import dev.dust.testkit.conformance.Line.Push;
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

    static Step read(Form form) {
        String kind = form.text("server");
        return switch (kind) {
            case "open" -> trial -> trial.server().open();
            case "join" -> join(form);
            case "event" -> event(form);
            case "echo" -> echo(form);
            case "reply" -> reply(form);
            case "snapshot" -> send(ServerMessage.SNAPSHOT, "snapshot_seq", form.get("snapshot_seq"), "entries",
                    form.object("entries"));
            case "catch_up_complete" -> send(ServerMessage.CATCH_UP_COMPLETE, "through_seq", form.get("through_seq"));
            case "status" -> status(form.get("current_seq"));
            case "drop" -> trial -> trial.server().drop();
            case "close" -> trial -> trial.server().end(ServerMessage.CLOSE);
            case "error" -> trial -> trial.server().end(ServerMessage.ERROR);
            case "ready" -> ready(form.find("store_seq"));
            default -> throw new ScenarioFailure("there is no server step \"" + kind + '"');
        };
    }

    private static Step send(String event, Object... payload) {
        MapValue fields = Json.map(payload);
        return trial -> trial.server().send(event, fields);
    }

    private static Step join(Form form) {
        Value lastStoreSeq = form.find("last_store_seq");
        MapValue error = form.findObject("error");
        MapValue reply = form.findObject("reply");
        if (error != null && reply != null) {
            throw new ScenarioFailure("a join is answered by a reply or an error, not by both");
        }
        return trial -> {
            Value asked = trial.server().joinAsked();
            if (lastStoreSeq != null && !lastStoreSeq.equals(asked)) {
                throw ScenarioFailure.expected("join", "last_store_seq " + Json.text(lastStoreSeq), Json.text(asked));
            }
            trial.server().answerJoin(error == null, error != null ? error : welcome(asked, reply));
        };
    }

    private static MapValue welcome(Value storeSeq, @Nullable MapValue reply) {
        MapValue welcome = Json.with(WELCOME, Map.of("store_seq", storeSeq));
        return reply == null ? welcome : Json.with(welcome, reply.fields());
    }

    private static Step ready(@Nullable Value storeSeq) {
        return trial -> {
            if (!trial.server().isOpen()) {
                trial.server().open();
                trial.settle();
            }
            Value seq = storeSeq != null ? storeSeq : trial.server().joinAsked();
            trial.server().answerJoin(true, welcome(seq, null));
            trial.settle();
            trial.server().send(ServerMessage.CATCH_UP_COMPLETE, Json.map("through_seq", seq));
        };
    }

    private static Step event(Form form) {
        MapValue event = Events.read(form);
        return trial -> trial.server().send(ServerMessage.EVENT, event);
    }

    private static Step echo(Form form) {
        String of = form.text("of");
        Value storeSeq = form.get("store_seq");
        Value value = form.find("value");
        return trial -> {
            Push sending = trial.newestSending(of);
            trial.server().send(ServerMessage.EVENT, Events.echo(sending.message(), storeSeq, value, trial));
        };
    }

    private static Step reply(Form form) {
        String to = form.text("to");
        MapValue ok = form.findObject("ok");
        MapValue error = form.findObject("error");
        if ((ok == null) == (error == null)) {
            throw new ScenarioFailure("a reply has either ok or error");
        }
        return trial -> trial.server().answer(trial.newestSending(to), ok != null, ok != null ? ok : error);
    }

    private static Step status(Value currentSeq) {
        MapValue response = Json.map("current_seq", currentSeq);
        return trial -> trial.server().answerNewest(ClientMessage.STATUS, response);
    }
}
