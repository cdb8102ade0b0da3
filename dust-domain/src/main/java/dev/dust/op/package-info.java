/** The ops of Dust, and how each changes rows (PROTOCOL 5). Pure: no I/O, no clock. */
package dev.dust.op;
