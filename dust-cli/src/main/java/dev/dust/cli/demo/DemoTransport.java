package dev.dust.cli.demo;

import dev.dust.time.Time;
import dev.dust.transport.Transport;
import java.net.URI;

/** How a client of the demo gets to the server. */
@FunctionalInterface
public interface DemoTransport {

    /**
     * A transport to {@code server}, for one client, which closes it.
     *
     * @param token what the server asks for
     * @param time  the clock of all that play
     */
    Transport open(URI server, String token, Time time);
}
