package dev.dust.cli.demo;

import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.InterceptedConnection;
import dev.dust.server.intercept.ServerInterceptor;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What connects clients with the server, and can be pulled out. Safe for every thread. */
final class ServerLinks implements ServerInterceptor {
    private final Set<String> pulled = ConcurrentHashMap.newKeySet();
    private final Set<InterceptedConnection> connections = ConcurrentHashMap.newKeySet();

    /** Cuts a client's connections, and refuses it any other. */
    void pull(String deviceId) {
        pulled.add(deviceId);
        connections.stream().filter(connection -> connection.deviceId().equals(deviceId)).forEach(InterceptedConnection::drop);
    }

    /** Lets a client connect again. */
    void plugIn(String deviceId) {
        pulled.remove(deviceId);
    }

    @Override
    public boolean admits(String deviceId) {
        return !pulled.contains(deviceId);
    }

    @Override
    public ConnectionInterceptor connected(InterceptedConnection connection) {
        connections.add(connection);
        return new ConnectionInterceptor() {
            @Override
            public void closed() {
                connections.remove(connection);
            }
        };
    }
}
