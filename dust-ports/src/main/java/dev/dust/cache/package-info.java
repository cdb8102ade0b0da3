/** Where committed rows and unsent writes are kept, as a port. */
@NullMarked
package dev.dust.cache;

import org.jspecify.annotations.NullMarked;
