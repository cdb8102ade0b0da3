package dev.dust.config;

import dev.dust.codec.Codecs;
import dev.dust.time.Time;
import dev.dust.transport.Transport;

/** Makes transports. */
public non-sealed interface TransportProvider extends PortProvider {

    /**
     * A new transport, which whoever asked for it closes. It does not connect before it is told to.
     *
     * @param codecs what messages are written and read by
     * @param time   clock and timers, which outlive it
     * @throws IllegalArgumentException if a setting is missing, or wrong; the message names it
     */
    Transport transport(Settings settings, Codecs codecs, Time time);
}
