/** {@link dev.dust.testkit.junit.DustServerExtension}: a server in JUnit's hands. */
@NullMarked
package dev.dust.testkit.junit;

import org.jspecify.annotations.NullMarked;
