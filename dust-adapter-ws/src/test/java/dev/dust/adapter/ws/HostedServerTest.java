package dev.dust.adapter.ws;

import dev.dust.testkit.server.DustServer;
import dev.dust.testkit.server.ServerBuilder;

/** The same with a server that does what the public one does. */
class HostedServerTest extends DustServerTest {

    @Override
    ServerBuilder server() {
        return DustServer.builder().asHosted();
    }
}
