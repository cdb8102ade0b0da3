/** {@link dev.dust.testkit.junit.DustServerExtension}: a server in JUnit's hands. */
package dev.dust.testkit.junit;
