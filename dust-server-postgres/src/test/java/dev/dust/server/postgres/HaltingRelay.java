package dev.dust.server.postgres;

import dev.dust.testkit.postgres.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Stands between a ledger and its database, and can do as a firewall that has forgotten a connection: nobody is told. */
final class HaltingRelay implements AutoCloseable {
    private final ServerSocket listening;
    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    /** A connection, both halves of it. */
    private static final class Line {
        private final Socket client;
        private final Socket server;
        private volatile boolean halted;

        Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pass(Socket from, Socket to) {
            byte[] piece = new byte[8_192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    if (!halted) {
                        out.write(piece, 0, read);
                    }
                }
            } catch (IOException gone) {
                // That is the end, too.
            }
            if (!halted) {
                close();
            }
        }

        void close() {
            try (client) {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    HaltingRelay(TestDatabase to) throws IOException {
        database.setUrl(to.url());
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                var line = new Line(client, new Socket(database.getServerNames()[0], database.getPortNumbers()[0]));
                lines.add(line);
                Thread.ofVirtual().start(() -> line.pass(line.client, line.server));
                Thread.ofVirtual().start(() -> line.pass(line.server, line.client));
            }
        } catch (IOException closed) {
            // Nobody connects any more.
        }
    }

    /** New connections to the database through this. */
    DataSource dataSource(TestDatabase to) {
        var through = new PGSimpleDataSource();
        through.setUrl(to.url());
        through.setServerNames(new String[]{listening.getInetAddress().getHostAddress()});
        through.setPortNumbers(new int[]{listening.getLocalPort()});
        return through;
    }

    /** Nothing passes any more on the connections that there are. They are not closed. */
    void halt() {
        lines.forEach(line -> line.halted = true);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        new ArrayList<>(lines).forEach(Line::close);
    }
}
