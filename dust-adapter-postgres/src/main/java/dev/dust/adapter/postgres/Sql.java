package dev.dust.adapter.postgres;

import dev.dust.adapter.postgres.schema.Dust;
import org.jooq.Condition;
import org.jooq.Select;
import org.jooq.Sequence;
import org.jooq.impl.DSL;

/** What jOOQ has under another signature in each of its versions: said so that all of them, from 3.19 on, take it. */
final class Sql {
    /** Numbers for generations of rows. */
    static final Sequence<Long> GENERATIONS = DSL.sequence(DSL.name(Dust.DUST.getName(), "generations"), Long.class);

    private Sql() {
    }

    /** Whether {@code rows} has one. */
    static Condition exists(Select<?> rows) {
        return DSL.condition("exists ({0})", rows);
    }
}
