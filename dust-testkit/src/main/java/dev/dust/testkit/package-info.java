/** What tests of applications and adapters share. */
package dev.dust.testkit;
