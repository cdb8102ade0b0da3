package dev.dust.cache;

/** placeholder. */
final class KeyMap {
    private KeyMap() {
    }
}
