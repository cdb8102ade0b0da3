/** The contents of files, by hash: the port, and its stores in a directory and in memory. */
@NullMarked
package dev.dust.server.file;

import org.jspecify.annotations.NullMarked;
