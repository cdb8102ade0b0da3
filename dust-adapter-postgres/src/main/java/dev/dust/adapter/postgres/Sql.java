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

    /**
     * What a message of one read begins with, a transaction without {@code BEGIN}: as {@link Transaction} has it for readers,
     * and one plan for all values, since there is one index. Else each read would be planned anew, which takes longer than it.
     */
    static final String FOR_ONE_READ = "select set_config('enable_seqscan', 'off', true), "
            + "set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true), "
            + "set_config('plan_cache_mode', 'force_generic_plan', true); ";

    private Sql() {
    }

    /** Whether {@code rows} has one. */
    static Condition exists(Select<?> rows) {
        return DSL.condition("exists ({0})", rows);
    }
}
