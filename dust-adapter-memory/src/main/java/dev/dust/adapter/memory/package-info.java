/** A cache in memory: as fast as a map, and gone with the process. */
package dev.dust.adapter.memory;
