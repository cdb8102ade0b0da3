package dev.dust.testkit.contract;

/**
 * The law of {@link dev.dust.transport.Transport} for one that stays within its process and hands messages over as they are:
 * {@link TransportContract} without heartbeats, and without frames that cannot be read.
 */
public interface LocalTransportContract
        extends
            ConnectContract,
            DeliveryContract,
            MessageContract,
            SendContract,
            CloseContract,
            DownloadContract {
}
