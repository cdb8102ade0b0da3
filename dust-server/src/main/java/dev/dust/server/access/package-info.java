/** Who may do what. */
@NullMarked
package dev.dust.server.access;

import org.jspecify.annotations.NullMarked;
