/** Who may do what. */
package dev.dust.server.access;
