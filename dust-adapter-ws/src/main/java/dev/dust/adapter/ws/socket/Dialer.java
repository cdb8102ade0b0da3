package dev.dust.adapter.ws.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: by the JVM's proxy settings, to the first of a host's addresses that answers, with TLS if asked for.
 *
 * @param host   a name or an address, without brackets
 * @param port   1 to 65535
 * @param secure whether to speak TLS
 * @param tls    how, or null for the JVM's default
 */
record Dialer(String host, int port, boolean secure, @Nullable SSLContext tls) {
    /** Nobody is so far away that the first answer takes longer; the system asks twice within it. */
    private static final int UNHEARD_MILLIS = 2_000;

    /**
     * Connects. Blocks until the connection stands, TLS included, or {@code deadline} has passed.
     *
     * @param started hears of every socket before it is connected, so that closing it can end the attempt
     */
    Socket dial(Deadline deadline, Consumer<Socket> started) throws IOException {
        var raw = connect(deadline, started);
        return secure ? secured(raw, deadline) : raw;
    }

    /**
     * A network that is away swallows what is sent to it, and the system asks again after ever longer pauses: what would be
     * heard now is asked anew.
     */
    private Socket connect(Deadline deadline, Consumer<Socket> started) throws IOException {
        var proxy = proxy();
        while (true) {
            boolean unanswered = false;
            IOException failure = null;
            for (var address : addresses(proxy)) {
                var socket = new Socket(proxy);
                started.accept(socket);
                try {
                    socket.setTcpNoDelay(true);
                    int left = deadline.millisLeft();
                    socket.connect(address, proxy.type() == Proxy.Type.DIRECT ? Math.min(left, UNHEARD_MILLIS) : left);
                    return socket;
                } catch (IOException e) {
                    socket.close();
                    failure = e;
                    unanswered |= e instanceof SocketTimeoutException;
                }
            }
            if (!unanswered || deadline.isOver()) {
                throw failure;
            }
        }
    }

    private List<InetSocketAddress> addresses(Proxy proxy) throws IOException {
        if (proxy.type() != Proxy.Type.DIRECT) {
            return List.of(InetSocketAddress.createUnresolved(host, port));
        }
        return Arrays.stream(InetAddress.getAllByName(host)).map(address -> new InetSocketAddress(address, port)).toList();
    }

    private Proxy proxy() {
        var selector = ProxySelector.getDefault();
        if (selector == null) {
            return Proxy.NO_PROXY;
        }
        String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return selector.select(URI.create((secure ? "https://" : "http://") + literal + ":" + port)).get(0);
    }

    private Socket secured(Socket raw, Deadline deadline) throws IOException {
        var factory = (SSLSocketFactory) (tls == null ? SSLSocketFactory.getDefault() : tls.getSocketFactory());
        var socket = (SSLSocket) factory.createSocket(raw, host, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(deadline.millisLeft());
        socket.startHandshake();
        return socket;
    }
}
