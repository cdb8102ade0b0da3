package dev.dust.op;

import dev.dust.value.ListValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The list of a set while members are put in and taken out (docs/protocol.md#ops), however many: each costs the same, whatever
 * the length. For one thread.
 */
public final class Members {
    /** A set as soon as each member is there once; a list before, since it was written with duplicates. */
    private Collection<Value> members;

    /** The members of {@code list}; anything that is no list, null too, has none. */
    public Members(Value list) {
        List<Value> items = list instanceof ListValue(List<Value> those) ? those : List.of();
        var distinct = new LinkedHashSet<>(items);
        members = distinct.size() == items.size() ? distinct : new ArrayList<>(items);
    }

    /** Puts a member in front; duplicates of any member go. */
    public Members insert(Value member) {
        if (!(members instanceof LinkedHashSet)) {
            members = new LinkedHashSet<>(members);
        }
        ((LinkedHashSet<Value>) members).addFirst(member);
        return this;
    }

    /** Takes the first such member out, if there is one. */
    public Members drop(Value member) {
        members.remove(member);
        return this;
    }

    /** The list. */
    public Value toValue() {
        return members.isEmpty() ? ListValue.EMPTY : new ListValue(List.copyOf(members));
    }
}
