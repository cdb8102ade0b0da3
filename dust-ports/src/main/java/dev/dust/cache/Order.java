package dev.dust.cache;

/** In which order rows are read. */
public enum Order {
    /** By the UTF-8 bytes of the rendered path, least first: {@link Keys#ORDER}. */
    ASCENDING,
    /** Greatest first. */
    DESCENDING
}
