/** Where committed rows and unsent writes are kept, as a port. */
package dev.dust.cache;
