package dev.dust.lease.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The connection of one client of a {@link SimulatedFleet}, which goes and comes. */
final class SimulatedLine {
    private final SimulatedFleet fleet;
    private boolean connected = true;
    /** Another number after each change. */
    private int connection;
    /** What is done as soon as there is a connection. */
    private final List<Runnable> afterwards = new ArrayList<>();

    SimulatedLine(SimulatedFleet fleet) {
        this.fleet = fleet;
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether it is the connection of this number. */
    boolean isStill(int number) {
        return connected && connection == number;
    }

    int number() {
        return connection;
    }

    void disconnect() {
        connected = false;
        connection++;
    }

    void connect() {
        connected = true;
        connection++;
        List<Runnable> now = List.copyOf(afterwards);
        afterwards.clear();
        now.forEach(fleet::later);
    }

    /** A request to the server that is never sent again: if the connection goes first, the next one tells what became of it. */
    <T> void request(Supplier<T> atServer, Consumer<T> answered, Runnable unheard) {
        if (!connected) {
            fleet.later(unheard);
            return;
        }
        int on = connection;
        fleet.later(() -> {
            if (connection != on) {
                onConnection(unheard);
                return;
            }
            T answer = atServer.get();
            fleet.later(() -> {
                if (connection == on) {
                    answered.accept(answer);
                } else {
                    onConnection(() -> answered.accept(answer));
                }
            });
        });
    }

    void onConnection(Runnable what) {
        if (connected) {
            fleet.later(what);
        } else {
            afterwards.add(what);
        }
    }
}
