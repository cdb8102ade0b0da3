package dev.dust.cli.durability;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.time.SystemTime;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Counts the rows of the cache at {@code PLACE} in each of the ways that read many, and says how many there were. */
final class ManyRowsProcess {
    private static final String PATTERN = "rows/*";

    private ManyRowsProcess() {
    }

    public static void main(String[] args) throws InterruptedException {
        try (var time = new SystemTime();
                var dust = new Dust(Clients.cache(args[0]),
                        new WebSocketTransport(URI.create("ws://localhost:1/ws/sync"), Token.of("none"), Clients.CODECS, time,
                                WebSocketOptions.defaults()),
                        Clients.CODECS, DustOptions.defaults().deviceId("dev_rows").time(time).enabled(false))) {
            DustStore store = dust.store(Clients.STORE);
            System.out.println("pages " + byPages(store));
            try (Stream<String> all = store.list(PATTERN, String.class).stream()) {
                System.out.println("stream " + all.count());
            }
            System.out.println("subscriber " + bySubscriber(store));
        }
    }

    private static long byPages(DustStore store) {
        long count = 0;
        PageOptions options = PageOptions.defaults().limit(1_000);
        for (String after = ""; after != null;) {
            Page<?> page = store.entries(PATTERN, after.isEmpty() ? options : options.after(after));
            count += page.items().size();
            after = page.next();
        }
        return count;
    }

    /** A row that is written behind the others is heard behind them. */
    private static long bySubscriber(DustStore store) throws InterruptedException {
        var heard = new AtomicLong();
        var last = new CountDownLatch(1);
        store.put("rows/last", "last");
        Subscription all = store.matching(PATTERN).on(event -> {
            if (event.path().key().equals("rows/last")) {
                last.countDown();
            } else {
                heard.incrementAndGet();
            }
        }, SubscriptionOptions.defaults().withCurrent());
        last.await();
        all.close();
        return heard.get();
    }
}
