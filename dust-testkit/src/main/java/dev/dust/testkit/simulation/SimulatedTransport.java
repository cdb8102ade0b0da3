package dev.dust.testkit.simulation;

import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import org.jspecify.annotations.Nullable;

/** A process's way to the simulated server. */
final class SimulatedTransport implements Transport {
    private final World world;
    private final Process process;
    private @Nullable Link link;

    SimulatedTransport(World world, Process process) {
        this.world = world;
        this.process = process;
    }

    /** The newest connection, or null. */
    @Nullable
    Link link() {
        return link;
    }

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        if (link != null && link.isOpen()) {
            throw new SimulationFailure(process + " connects while it is connected");
        }
        if (!handshake.deviceId().equals(process.client().device())) {
            throw new SimulationFailure(process + " says that it is " + handshake.deviceId());
        }
        var connecting = new Link(world, process, listener);
        link = connecting;
        connecting.connect();
        return connecting;
    }

    /** Does nothing: the simulation ends connections itself. */
    @Override
    public void close() {
        // See above.
    }
}
