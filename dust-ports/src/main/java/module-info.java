/**
 * What crosses Dust's boundary: the ports that an adapter implements, and the immutable values that pass through them. Needs
 * nothing but the JDK at run time.
 */
module dev.dust.ports {
    requires static transitive org.jspecify;

    exports dev.dust.cache;
    exports dev.dust.codec;
    exports dev.dust.config;
    exports dev.dust.keymap;
    exports dev.dust.metrics;
    exports dev.dust.time;
    exports dev.dust.transport;
    exports dev.dust.value;
}
