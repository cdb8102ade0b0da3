package dev.dust.testkit.contract;

/**
 * The law of {@link dev.dust.transport.Transport}, to be proved by an adapter's tests:
 *
 * <pre>{@code
 * class NettyTransportTest implements TransportContract {
 *     @Override
 *     public Transport openTransport(URI server, Supplier<String> token) {
 *         return new NettyTransport(server, token, new JacksonCodecs());
 *     }
 * }
 * }</pre>
 *
 * <p>Each method is named for the rule that it proves, and a failure says where to look. A transport that speaks JSON and
 * MessagePack has two such classes. One with a network under it implements
 * {@link #openTransport(java.net.URI, java.util.function.Supplier, java.time.Duration)} too; one without sockets brings the
 * server's side, see {@link #startServer}, and one that fetches no files says so, see {@link #fetchesFiles}. One under which
 * there is nothing that could fall silent or be misread proves {@link LocalTransportContract} alone.
 */
public interface TransportContract
        extends
            LocalTransportContract,
            UnreadableContract,
            HeartbeatContract {
}
