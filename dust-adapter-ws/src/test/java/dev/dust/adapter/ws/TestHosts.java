package dev.dust.adapter.ws;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/** Names of hosts for tests; all other names are looked up as ever. Found by the JDK as a service. */
public final class TestHosts extends InetAddressResolverProvider {
    static final String UNKNOWN = "unknown.test";
    /** The test's server listens on its second address only. */
    static final String IPV6_FIRST = "two-addresses.test";

    /** For the JDK. */
    public TestHosts() {
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        var system = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                return switch (host) {
                    case UNKNOWN -> throw new UnknownHostException(host);
                    case IPV6_FIRST -> Stream.of(InetAddress.getByAddress(new byte[]{127, 0, 0, 2}),
                            InetAddress.getByAddress(new byte[]{127, 0, 0, 1}));
                    default -> system.lookupByName(host, policy);
                };
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return system.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "hosts of tests";
    }
}
