/** What a write may be: the bounds that it is held to at the call. */
package dev.dust.write;
