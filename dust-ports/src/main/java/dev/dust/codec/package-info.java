/** Values to and from bytes and objects, as a port: the transport and durable caches get their format through it. */
@NullMarked
package dev.dust.codec;

import org.jspecify.annotations.NullMarked;
