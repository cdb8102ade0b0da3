/**
 * Dust itself: the API, and the pure core behind it. Needs the ports, and adapters for them at run time. Guice is needed only
 * by those who use {@link dev.dust.DustModule}.
 */
module dev.dust.domain {
    requires transitive dev.dust.ports;
    requires static com.google.guice;
    requires static transitive org.jspecify;

    exports dev.dust;
    exports dev.dust.error;
    exports dev.dust.lease;
    exports dev.dust.path;
    exports dev.dust.reading;
    exports dev.dust.subscribe;
    exports dev.dust.write;

    uses dev.dust.config.CacheProvider;
    uses dev.dust.config.CodecsProvider;
    uses dev.dust.config.TransportProvider;
}
