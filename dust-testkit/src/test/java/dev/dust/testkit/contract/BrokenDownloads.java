package dev.dust.testkit.contract;

import dev.dust.transport.FileRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;

/** Transports that go wrong where files are fetched. */
final class BrokenDownloads {
    private static final int BUFFER = 1 << 16;

    private BrokenDownloads() {
    }

    static Stream<BrokenTransport> all() {
        var all = Stream.<BrokenTransport>builder();
        all.add(new BrokenTransport("brings one buffer of a file", "download_bringsTheContent",
                fetching((hash, from, right) -> from > 0
                        ? right.open(hash, from)
                        : new ByteArrayInputStream(right.open(hash, from).readNBytes(BUFFER)))));
        all.add(new BrokenTransport("always begins at the beginning", "download_fromAByteOn_bringsTheRest",
                fetching((hash, from, right) -> right.open(hash, 0))));
        all.add(new BrokenTransport("takes every refusal for a file that is not there",
                "download_thatTheServerRefuses_isUnauthorized",
                fetching((hash, from, right) -> {
                    try {
                        return right.open(hash, from);
                    } catch (FileRefusedException refused) {
                        throw new FileRefusedException("not_found", refused.getMessage());
                    }
                })));
        all.add(new BrokenTransport("brings the error page", "download_ofWhatIsNotThere_isNotFound",
                fetching((hash, from, right) -> hash.contains("unknown")
                        ? new ByteArrayInputStream("<h1>404</h1>".getBytes())
                        : right.open(hash, from))));
        all.add(new BrokenTransport("takes a server that is away for one that refuses", "download_thatFails_isNotRefused",
                fetching((hash, from, right) -> {
                    try {
                        return right.open(hash, from);
                    } catch (FileRefusedException refused) {
                        throw refused;
                    } catch (IOException away) {
                        throw new FileRefusedException("unauthorized", away.getMessage());
                    }
                })));
        return all.build();
    }

    private interface Opener {
        InputStream open(String hash, long from) throws IOException;
    }

    private interface Fetching {
        InputStream open(String hash, long from, Opener right) throws IOException;
    }

    private static BrokenTransport.Maker fetching(Fetching fetching) {
        return (server, token, interval) -> new PassingTransport(server, token, interval) {
            @Override
            public InputStream download(String hash, long from) throws IOException {
                return fetching.open(hash, from, super::download);
            }
        };
    }
}
