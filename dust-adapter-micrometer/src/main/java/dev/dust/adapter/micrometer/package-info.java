/** What a client or a server measures of itself, in a registry of Micrometer's. */
@NullMarked
package dev.dust.adapter.micrometer;

import org.jspecify.annotations.NullMarked;
