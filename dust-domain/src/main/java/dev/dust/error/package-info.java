/** What can go wrong, as one sealed hierarchy under {@link dev.dust.error.DustException}. */
@NullMarked
package dev.dust.error;

import org.jspecify.annotations.NullMarked;
