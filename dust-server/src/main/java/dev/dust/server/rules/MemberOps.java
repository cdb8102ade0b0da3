package dev.dust.server.rules;

import dev.dust.server.ledger.StoredRow;
import dev.dust.value.ListValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/** add and remove (docs/protocol.md#ops). Members are the same if they are equal to the letter: 1 and 1.0 differ. */
final class MemberOps {
    private MemberOps() {
    }

    /** The member in front of the list, and no duplicates. */
    static Decision with(Request request, Moment moment) {
        return Decision.commit(with(member(request, "add_requires_value"), members(request, moment)));
    }

    /** The list without the first such member. */
    static Decision without(Request request, Moment moment) {
        return Decision.commit(without(member(request, "remove_requires_value"), members(request, moment)));
    }

    static ListValue with(Value member, List<Value> before) {
        var members = new LinkedHashSet<Value>();
        members.add(member);
        members.addAll(before);
        return new ListValue(List.copyOf(members));
    }

    static ListValue without(Value member, List<Value> before) {
        var members = new ArrayList<>(before);
        members.remove(member);
        return new ListValue(members);
    }

    static void write(Mutation mutation, String key, Value members) {
        mutation.write(key, members, Types.SET);
    }

    private static Value member(Request request, String reason) {
        if (!Wire.has(request.payload(), "value")) {
            throw Refusal.of(reason);
        }
        return Objects.requireNonNull(request.value(), "value");
    }

    private static List<Value> members(Request request, Moment moment) {
        StoredRow row = moment.rows().get(request.path().key());
        return row != null && row.value() instanceof ListValue list ? list.items() : List.of();
    }
}
