/** Time that moves when a test says so. */
package dev.dust.testkit.time;
