/** Settings by name, and the providers that make a cache, a transport and codecs of them. */
@NullMarked
package dev.dust.config;

import org.jspecify.annotations.NullMarked;
