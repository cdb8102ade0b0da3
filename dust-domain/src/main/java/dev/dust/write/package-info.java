/** What a write may be: the bounds that it is held to at the call. */
@NullMarked
package dev.dust.write;

import org.jspecify.annotations.NullMarked;
