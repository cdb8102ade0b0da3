package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Rows;

/** Whose rules a store obeys where servers differ. */
public enum Dialect {
    /** What the protocol says. */
    PROTOCOL(new Rules(false)),
    /** The same, and an op that is sent again under its id takes effect once: this project's own server. */
    OWN(new Rules(true)),
    /** What the public server does: it crashes where others refuse, and forgets in a catch-up what values were. */
    HOSTED(new HostedRules());

    private final Rules rules;

    Dialect(Rules rules) {
        this.rules = rules;
    }

    Rules rules() {
        return rules;
    }

    /** What a committed op did to {@code rows}, as they were before it. */
    public RowChanges changesOf(Event event, Rows rows) {
        return rules.changesOf(event, rows);
    }
}
