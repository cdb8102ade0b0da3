/** Adapters of one's own: a cache in a directory of files, a transport over the JDK's WebSocket client. */
module dev.dust.examples {
    requires transitive dev.dust.ports;
    requires dev.dust.adapter.memory;
    requires java.net.http;
    requires static org.jspecify;

    exports dev.dust.examples;
}
