package dev.dust.config;

import java.util.List;

/**
 * Makes a port out of settings. A module that has one names it in its descriptor ({@code provides}) and in
 * {@code META-INF/services}, so that {@link java.util.ServiceLoader} finds it. Immutable.
 */
public sealed interface PortProvider permits CacheProvider, TransportProvider, CodecsProvider {

    /** The name by which a setting chooses this one among others of its kind: lower case, not empty. */
    String name();

    /** Every setting that this one reads. */
    List<Setting<?>> settings();
}
