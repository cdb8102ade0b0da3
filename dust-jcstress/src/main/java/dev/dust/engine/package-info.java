/**
 * What threads share in the engine without a lock, under jcstress. Its actors fill each other's fields, which no checker of
 * nulls follows.
 */
@NullUnmarked
package dev.dust.engine;

import org.jspecify.annotations.NullUnmarked;
