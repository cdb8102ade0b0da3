/**
 * The HTTP API (docs/http-api.md): entries, export and import, the log of ops, by single requests. What it writes goes the way
 * that a member's pushes go. Not for others.
 */
@NullMarked
package dev.dust.server.api;

import org.jspecify.annotations.NullMarked;
