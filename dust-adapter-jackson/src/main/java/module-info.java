/**
 * JSON and MessagePack to and from values, and objects to and from values, by Jackson and msgpack-core.
 */
module dev.dust.adapter.jackson {
    requires transitive dev.dust.ports;
    requires transitive tools.jackson.databind;
    requires static com.google.guice;
    requires static transitive org.jspecify;
    requires msgpack.core;

    exports dev.dust.adapter.jackson;

    provides dev.dust.config.CodecsProvider with dev.dust.adapter.jackson.JacksonCodecsProvider;
}
