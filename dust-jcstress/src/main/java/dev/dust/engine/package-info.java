/** What threads share in the engine without a lock, under jcstress. */
package dev.dust.engine;
