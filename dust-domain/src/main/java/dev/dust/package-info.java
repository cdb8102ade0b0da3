/**
 * The API of Dust. Begin with {@link dev.dust.Dust}.
 */
package dev.dust;
