/** What would be picked in place of Dust: each with its server and its defaults. */
@NullMarked
package dev.dust.comparison;

import org.jspecify.annotations.NullMarked;
