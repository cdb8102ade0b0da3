package dev.dust.server;

import dev.dust.server.http.WebNode;
import dev.dust.server.intercept.ServerInterceptor;
import java.net.URI;
import java.util.Set;

/** A server, and a back door to its stores. */
final class TestServer implements AutoCloseable {
    private final WebNode node;

    private TestServer(WebNode node) {
        this.node = node;
    }

    static TestServer start() {
        return builder().start();
    }

    static Builder builder() {
        return new Builder();
    }

    static final class Builder extends ServerOptions<Builder> {
        @Override
        protected Builder self() {
            return this;
        }

        TestServer start() {
            return new TestServer(WebNode.start(settings(), ServerInterceptor.NONE));
        }
    }

    URI url() {
        return node.url();
    }

    URI httpUrl() {
        return node.httpUrl();
    }

    int port() {
        return node.port();
    }

    StoreBackDoor store(String name) {
        return new StoreBackDoor(node.store(name));
    }

    Set<String> stores() {
        return node.stores();
    }

    int connections() {
        return node.connections();
    }

    @Override
    public void close() {
        node.close();
    }
}
