/** What tests of applications and adapters share. */
@NullMarked
package dev.dust.testkit;

import org.jspecify.annotations.NullMarked;
