package dev.dust.cli.chaos.proxy;

/**
 * Bytes that stay together: a frame, or a piece of what is none.
 *
 * @param bytes     the bytes; not copied
 * @param isMessage whether they are a whole message, which the other side understands twice, too
 */
record Chunk(byte[] bytes, boolean isMessage) {
}
