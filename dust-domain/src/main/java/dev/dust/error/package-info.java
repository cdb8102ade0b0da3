/** What can go wrong, as one sealed hierarchy under {@link dev.dust.error.DustException}. */
package dev.dust.error;
