/**
 * Adapters of one's own, to be read and copied: {@link dev.dust.examples.FileCache} and {@link
 * dev.dust.examples.HttpClientTransport}. Their tests are the testkit's contracts.
 */
@NullMarked
package dev.dust.examples;

import org.jspecify.annotations.NullMarked;
