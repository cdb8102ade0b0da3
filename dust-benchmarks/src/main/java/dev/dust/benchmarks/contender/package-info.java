/** What is compared: servers as processes of their own, and the client libraries that belong to them. Dust's own is here. */
@NullMarked
package dev.dust.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
