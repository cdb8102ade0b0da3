/** The ops of Dust, and how each changes rows (docs/protocol.md#ops). Pure: no I/O, no clock. */
package dev.dust.op;
