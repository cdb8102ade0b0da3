package dev.dust.server.rules;

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
}
