package dev.dust.server;

import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.node.JournalFile;
import dev.dust.server.web.RunningServer;

/** A server, and a back door to its stores. */
final class TestServer extends RunningServer {

    private TestServer(ServerOptions options, JournalFile.Opener journals) {
        super(options, journals, ServerInterceptor.NONE);
    }

    static TestServer start() {
        return start(ServerOptions.defaults());
    }

    static TestServer start(ServerOptions options) {
        return start(options, JournalFile::open);
    }

    /** Opens the file of {@link ServerOptions#data} in another way. */
    static TestServer start(ServerOptions options, JournalFile.Opener journals) {
        return new TestServer(options, journals);
    }

    StoreBackDoor store(String name) {
        return new StoreBackDoor(host(name));
    }
}
