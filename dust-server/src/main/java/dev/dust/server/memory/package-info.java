/**
 * A ledger in memory, and the journal to which it can write down what happens. It knows no rule, and no file:
 * {@link dev.dust.server.memory.MemoryLedger}.
 */
@NullMarked
package dev.dust.server.memory;

import org.jspecify.annotations.NullMarked;
