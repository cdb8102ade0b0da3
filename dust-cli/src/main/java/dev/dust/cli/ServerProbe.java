package dev.dust.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Tries a server step by step, as a client would take them all at once. */
final class ServerProbe {
    /** Leases and tokens do not mind less. */
    private static final long SLIP_SECONDS = 5;
    private static final int PORT = 80;
    private static final int TLS_PORT = 443;

    private final URI url;
    private final int timeoutMillis;

    ServerProbe(URI url, Duration timeout) {
        this.url = url;
        this.timeoutMillis = (int) timeout.toMillis();
    }

    /** Whether there is TLS. */
    boolean isEncrypted() {
        return url.getScheme().equals("wss");
    }

    private int port() {
        return url.getPort() >= 0 ? url.getPort() : isEncrypted() ? TLS_PORT : PORT;
    }

    private Socket socket() throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(url.getHost(), port()), timeoutMillis);
        socket.setSoTimeout(timeoutMillis);
        return socket;
    }

    /** Connects, and says whereto. */
    String connect() {
        try (Socket socket = socket()) {
            return socket.getInetAddress().getHostAddress() + " port " + port() + " takes connections";
        } catch (UnknownHostException unknown) {
            throw new Failure(ExitCode.UNREACHABLE,
                    "there is no host " + url.getHost() + ": is the URL right, and the network there?");
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE,
                    "nobody answers on " + url.getHost() + " port " + port() + " (" + e.getMessage()
                            + "): is the server running, and no firewall between?");
        }
    }

    /** Shakes hands, and says until when the certificate is good. */
    String handshake() {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (Socket socket = socket(); var tls = (SSLSocket) factory.createSocket(socket, url.getHost(), port(), true)) {
            var parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            String until = tls.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC).toString()
                    : "an unknown day";
            return tls.getSession().getProtocol() + ", with a certificate until " + until;
        } catch (SSLException e) {
            throw new Failure(ExitCode.UNREACHABLE,
                    "this Java does not trust the server's certificate, or cannot speak its TLS ("
                            + e.getMessage() + "): is the host's name right, and its certificate from a known authority? One"
                            + " of your own goes into a trust store: JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=FILE. A"
                            + " port without TLS has a URL that begins with ws://");
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, "the connection broke (" + e.getMessage()
                    + "): does this port speak TLS? The URL of one that does not begins with ws://");
        }
    }

    /** Compares the clocks. */
    String clock() {
        try {
            HttpURLConnection connection = http("/");
            connection.setRequestMethod("HEAD");
            long theirs = connection.getDate();
            connection.disconnect();
            return theirs == 0
                    ? "the server does not tell the time"
                    : compared(theirs / 1000, System.currentTimeMillis() / 1000);
        } catch (URISyntaxException | IOException e) {
            return "the server does not tell the time";
        }
    }

    /** Asks for the URL's path without a token, which a server refuses: one that is not there is answered otherwise. */
    String path() {
        String path = Objects.requireNonNullElse(url.getPath(), "");
        try {
            HttpURLConnection connection = http(path + (path.endsWith("/") ? "websocket" : "/websocket"));
            int status = connection.getResponseCode();
            connection.disconnect();
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new Failure(ExitCode.UNREACHABLE, "there is nothing at " + (path.isEmpty() ? "/" : path)
                        + " (HTTP status 404): the path of a server's URL is usually /ws/sync");
            }
            return path + " is there";
        } catch (URISyntaxException | IOException e) {
            // The token's line tells of a server that does not speak HTTP.
            return path + " is not answered without a token";
        }
    }

    private HttpURLConnection http(String path) throws URISyntaxException, IOException {
        var target = new URI(isEncrypted() ? "https" : "http", null, url.getHost(), port(), path, null, null);
        var connection = (HttpURLConnection) target.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(timeoutMillis);
        connection.setReadTimeout(timeoutMillis);
        return connection;
    }

    private static String compared(long theirs, long ours) {
        long slip = ours - theirs;
        if (Math.abs(slip) > SLIP_SECONDS) {
            throw new Failure("this machine is " + Math.abs(slip) + " s " + (slip > 0 ? "ahead of" : "behind")
                    + " the server: set its clock, by NTP if you can");
        }
        return "as the server's, within " + SLIP_SECONDS + " s";
    }
}
