/** The demo: what Dust does, step by step, each with a check. */
package dev.dust.cli.demo;
