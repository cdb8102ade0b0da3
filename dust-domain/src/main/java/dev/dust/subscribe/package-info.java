/** Who hears of what: events, and the queues that bring them to callbacks (DESIGN 8). */
package dev.dust.subscribe;
