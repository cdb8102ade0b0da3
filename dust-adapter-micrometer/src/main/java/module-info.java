/**
 * What a client or a server measures of itself, in a registry of Micrometer's. Guice is needed only by those who use
 * {@link dev.dust.adapter.micrometer.MicrometerMetricsModule}.
 */
module dev.dust.adapter.micrometer {
    requires transitive dev.dust.ports;
    requires transitive micrometer.core;
    requires static com.google.guice;
    requires static transitive org.jspecify;

    exports dev.dust.adapter.micrometer;
}
