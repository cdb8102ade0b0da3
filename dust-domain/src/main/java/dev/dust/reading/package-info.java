/** How values are read: as records, texts, numbers, by whatever carries them. */
@NullMarked
package dev.dust.reading;

import org.jspecify.annotations.NullMarked;
