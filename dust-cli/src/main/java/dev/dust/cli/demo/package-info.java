/** The demo: what Dust does, step by step, each with a check. */
@NullMarked
package dev.dust.cli.demo;

import org.jspecify.annotations.NullMarked;
