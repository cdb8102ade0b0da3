package dev.dust.cli.durability;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.memory.MemoryCache;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.time.SystemTime;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Puts a file of generated content, and saves it again: {@code URL BYTES TARGET}. Says each step when it is done. */
final class LargeFileProcess {
    private static final int BLOCK = 1 << 16;

    private LargeFileProcess() {
    }

    /** A content without beginning over: each block has its number in front of the same random bytes. */
    static InputStream content(long size) {
        byte[] block = new byte[BLOCK];
        new Random(42).nextBytes(block);
        return new InputStream() {
            private long position;

            @Override
            public int read() {
                throw new UnsupportedOperationException("byte by byte this takes for ever");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (position == size) {
                    return -1;
                }
                int at = (int) (position % BLOCK);
                if (at == 0) {
                    long number = position / BLOCK;
                    for (int i = 0; i < Long.BYTES; i++) {
                        block[i] = (byte) (number >>> 8 * i);
                    }
                }
                int read = (int) Math.min(Math.min(length, BLOCK - at), size - position);
                System.arraycopy(block, at, into, offset, read);
                position += read;
                return read;
            }
        };
    }

    public static void main(String[] args) throws Exception {
        long size = Long.parseLong(args[1]);
        var codecs = new JacksonCodecs();
        try (var time = new SystemTime();
                var dust = new Dust(new MemoryCache(),
                        new WebSocketTransport(URI.create(args[0]), Token.of("any"), codecs, time,
                                WebSocketOptions.defaults()),
                        codecs, DustOptions.defaults().time(time))) {
            DustStore store = dust.store("org/large");
            store.ready().get(60, TimeUnit.SECONDS);
            try (InputStream content = content(size)) {
                var write = store.at("large").putFile(content, FileOptions.defaults().filename("large.bin"));
                System.out.println("kept");
                write.outcome().get(10, TimeUnit.MINUTES);
            }
            System.out.println("committed " + store.file("large").orElseThrow().ref().hash());
            store.file("large").orElseThrow().saveTo(Path.of(args[2]));
            System.out.println("saved");
        }
    }
}
