/** Who hears of what: events, and the queues that bring them to callbacks (docs/architecture.md#subscriptions). */
@NullMarked
package dev.dust.subscribe;

import org.jspecify.annotations.NullMarked;
