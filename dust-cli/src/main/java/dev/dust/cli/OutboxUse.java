package dev.dust.cli;

/**
 * What a command does with the outbox of its cache. Commands that run at the same time share a cache, but one outbox is one
 * order of writes: what two of them left in two would be sent in whichever order later commands come upon them.
 */
enum OutboxUse {
    /** May leave writes there, or looks for them: waits until no other command has it. */
    WRITES,
    /** Sends what waits there, if no other command has it. Leaves nothing. */
    READS,
    /** Goes on for long, and leaves nothing: lets others have it. */
    LASTS
}
