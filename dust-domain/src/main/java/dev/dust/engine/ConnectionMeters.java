package dev.dust.engine;

import dev.dust.metrics.ClientMeter;
import dev.dust.metrics.Metrics;
import dev.dust.sync.ConnectionState;
import dev.dust.sync.ConnectionState.Signal;
import java.util.List;
import java.util.function.Supplier;

/** What a client measures of its connection. */
final class ConnectionMeters {
    private final Meters meters;
    private final Metrics.Shown connectedGauge;

    /**
     * @param state how the connection stands, from any thread
     */
    ConnectionMeters(Metrics metrics, Supplier<ConnectionState> state) {
        this.meters = new Meters(metrics);
        this.connectedGauge = meters.gauge(ClientMeter.CONNECTED, List.of(),
                () -> state.get() == ConnectionState.CONNECTED ? 1 : 0);
    }

    /** The connection was moved. */
    void count(ConnectionState before, Signal signal) {
        switch (signal) {
            case OPENED -> count("opened");
            case LOST -> count(before == ConnectionState.CONNECTED ? "lost" : "failed");
            case REFUSED -> count("refused");
            case START, RETRY_DUE, CLOSE -> {
                // Nothing has come of a connection.
            }
        }
    }

    private void count(String outcome) {
        meters.count(ClientMeter.CONNECTIONS, List.of(outcome));
    }

    /** The client is closed. */
    void close() {
        connectedGauge.close();
    }
}
