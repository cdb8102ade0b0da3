/**
 * Dust itself: the API, and the pure core behind it. Needs the ports, and adapters for them at run time.
 */
module dev.dust.domain {
    requires transitive dev.dust.ports;
    requires static jakarta.inject;

    exports dev.dust.error;
}
