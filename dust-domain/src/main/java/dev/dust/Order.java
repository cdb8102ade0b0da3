package dev.dust;

/** In which order rows are read. */
public enum Order {
    /** By the UTF-8 bytes of the rendered path, least first. */
    ASCENDING,
    /** Greatest first. */
    DESCENDING
}
