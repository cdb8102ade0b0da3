package dev.dust.adapter.ws;

import dev.dust.server.ServerOptions;

/** The same with a server that does what the public one does. */
class HostedServerTest extends DustServerTest {

    @Override
    ServerOptions server() {
        return ServerOptions.defaults().hosted(true);
    }
}
