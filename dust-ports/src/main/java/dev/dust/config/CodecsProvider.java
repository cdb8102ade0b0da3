package dev.dust.config;

import dev.dust.codec.Codecs;

/** Makes codecs. */
public non-sealed interface CodecsProvider extends PortProvider {

    /**
     * New codecs.
     *
     * @throws IllegalArgumentException if a setting is missing, or wrong; the message names it
     */
    Codecs codecs(Settings settings);
}
