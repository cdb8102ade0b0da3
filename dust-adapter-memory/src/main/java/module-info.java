/** A cache in memory, ordered. Guice is needed only by those who use {@link dev.dust.adapter.memory.MemoryCacheModule}. */
module dev.dust.adapter.memory {
    requires transitive dev.dust.ports;
    requires static com.google.guice;
    requires static transitive org.jspecify;

    exports dev.dust.adapter.memory;

    provides dev.dust.config.CacheProvider with dev.dust.adapter.memory.MemoryCacheProvider;
}
