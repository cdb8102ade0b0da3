package dev.dust.cli.chaos.client;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.adapter.sqlite.SqliteCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cache.Cache;
import dev.dust.cli.chaos.history.Note;
import dev.dust.cli.chaos.history.Row;
import dev.dust.cli.chaos.process.Await;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.time.SystemTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;

/**
 * Is told its {@link ClientConfig} on standard input, works, and then does what it is told, until that ends:
 *
 * <pre>
 * finish      works no more, and waits until everything is answered     settled
 * mirror SEQ  waits until it has heard that, and writes down its rows   mirrored
 * </pre>
 */
public final class ClientMain {
    /** For how long every lease is taken and renewed. */
    public static final Duration LEASE_TTL = Duration.ofMillis(1_500);

    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final DustStore store;
    private final JournalWriter journal;
    private final Caller caller;
    private final Workload workload;
    private volatile boolean finishing;
    private volatile long heard;

    private ClientMain(DustStore store, JournalWriter journal, ClientConfig config) {
        this.store = store;
        this.journal = journal;
        caller = new Caller(journal);
        workload = new Workload(store, journal, config, caller);
    }

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ClientConfig config = ClientConfig.of(in.readLine());
        try (var time = new SystemTime();
                var journal = new JournalWriter(config.journal());
                var dust = new Dust(cache(config), transport(config, time), ClientConfig.CODECS,
                        DustOptions.defaults().time(time).ackTimeout(ACK_TIMEOUT).freshnessCheck(HEARTBEAT))) {
            journal.write(new Note.Opened(dust.connection().deviceId(), config.isDurable(),
                    System.currentTimeMillis()));
            new ClientMain(dust.store(config.store()), journal, config).run(config.working(), in);
        }
    }

    private static Cache cache(ClientConfig config) {
        if (config.file() != null) {
            return new SqliteCache(Path.of(config.file()), ClientConfig.CODECS);
        }
        SharedDatabase database = config.database();
        return database == null
                ? new MemoryCache()
                : PostgresCache.connect(database.url(), database.user(), database.password(), ClientConfig.CODECS,
                        PostgresOptions.defaults().schema(database.schema()));
    }

    private static WebSocketTransport transport(ClientConfig config, SystemTime time) {
        WebSocketOptions options = WebSocketOptions.defaults().heartbeatInterval(HEARTBEAT).connectTimeout(ACK_TIMEOUT)
                .format(config.messagePack() ? WebSocketOptions.Format.MESSAGE_PACK : WebSocketOptions.Format.JSON);
        return new WebSocketTransport(URI.create(config.server()), Token.of("dust_tok_chaos"), ClientConfig.CODECS, time,
                options);
    }

    private void run(boolean working, BufferedReader in) throws IOException, InterruptedException {
        heard = store.status().lastStoreSeq();
        var all = SubscriptionOptions.defaults().maxQueue(Integer.MAX_VALUE);
        store.matching("**").on(this::hear, all.mode(Mode.COMMITTED).onSnapshot(this::replaced));
        store.matching("**").on(this::hearOwn, all.mode(Mode.OPTIMISTIC));
        System.out.println("opened");
        Thread worker = Thread.ofPlatform().name("chaos-work").daemon().unstarted(this::work);
        if (working) {
            worker.start();
        }
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            obey(worker, command.split(" "));
        }
    }

    private void work() {
        while (!finishing) {
            try {
                Thread.sleep(workload.pause());
                workload.step();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // A read that failed: calls are looked after.
                journal.write(new Note.Threw(0, e.toString()));
            }
        }
    }

    private void obey(Thread worker, String... command) throws InterruptedException {
        switch (command[0]) {
            case "finish" -> {
                finishing = true;
                worker.join();
                Await.until(PATIENCE, "all is answered, and nothing pending",
                        () -> caller.isAnswered() && store.ready().isDone() && store.pending().isEmpty());
                System.out.println("settled");
            }
            case "mirror" -> {
                long seq = Long.parseLong(command[1]);
                Await.until(PATIENCE, "all is heard up to " + seq, () -> heard >= seq && store.status().lastStoreSeq() >= seq);
                var rows = new TreeMap<String, Row>();
                store.committed().enumerate("**").forEach(
                        entry -> rows.put(entry.path().key(), new Row(entry.value(), entry.revision().orElse(0))));
                journal.write(new Note.Mirrored(store.status().lastStoreSeq(), rows));
                System.out.println("mirrored");
            }
            default -> throw new IllegalArgumentException(command[0]);
        }
    }

    private void hear(DustEvent event) {
        if (event instanceof DustEvent.Committed committed) {
            journal.write(new Note.Heard(committed.storeSeq(), committed.op().wire(), committed.path().key(), committed.value(),
                    committed.opId(), committed.maybeDuplicate()));
            heard = committed.storeSeq();
        }
    }

    /** That a write is made is written down where that is done. */
    private void hearOwn(DustEvent event) {
        if (event instanceof DustEvent.Refused refused) {
            journal.write(new Note.HeardRefusal(refused.opId(), refused.maybeDuplicate()));
        }
    }

    private void replaced(long seq) {
        journal.write(new Note.Replaced(seq));
        heard = seq;
    }
}
