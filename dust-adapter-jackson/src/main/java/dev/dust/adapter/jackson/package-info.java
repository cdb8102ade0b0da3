/** The codec port by Jackson: JSON, MessagePack, and objects. {@link dev.dust.adapter.jackson.JacksonCodecs} is the way in. */
@NullMarked
package dev.dust.adapter.jackson;

import org.jspecify.annotations.NullMarked;
