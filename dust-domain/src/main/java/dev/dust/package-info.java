/**
 * The API of Dust. Begin with {@link dev.dust.Dust}.
 */
@NullMarked
package dev.dust;

import org.jspecify.annotations.NullMarked;
