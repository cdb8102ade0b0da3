/** Who hears of what: events, and the queues that bring them to callbacks (docs/architecture.md#subscriptions). */
package dev.dust.subscribe;
