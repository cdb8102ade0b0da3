/**
 * Dust itself: the API, and the pure core behind it. Needs the ports, and adapters for them at run time.
 */
module dev.dust.domain {
    requires transitive dev.dust.ports;
    requires static transitive jakarta.inject;
    requires static transitive org.jspecify;

    exports dev.dust;
    exports dev.dust.error;
    exports dev.dust.lease;
    exports dev.dust.path;
    exports dev.dust.subscribe;
    exports dev.dust.write;
}
