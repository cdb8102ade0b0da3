package dev.dust.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.file.ContentStore.Kept;
import dev.dust.server.file.ContentStore;
import dev.dust.value.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The law of {@link ContentStore}, to be proved by a store's tests. Each method is named for the rule that it proves. A store
 * that several servers may have implements {@link #another} too.
 */
public interface ContentStoreContract {

    /** A store without contents. Called once for each test. */
    ContentStore openFiles() throws IOException;

    /**
     * The same store as another server has it.
     *
     * @param opened a store that {@link #openFiles} gave
     * @return empty for a store that one server has
     */
    default Optional<ContentStore> another(ContentStore opened) {
        return Optional.empty();
    }

    /** A content of so many bytes, always the same. */
    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static Kept put(ContentStore files, byte[] content) throws IOException {
        return files.put(Sha256.name(content), new ByteArrayInputStream(content));
    }

    private static void assertHas(ContentStore files, byte[] content) throws IOException {
        ContentStore.Stored stored = files.find(Sha256.name(content));
        if (stored == null) {
            throw new AssertionError("a content of " + content.length + " bytes that was put is not there");
        }
        assertThat(stored.size()).as("its size").isEqualTo(content.length);
        try (InputStream in = stored.open(0)) {
            assertThat(in.readAllBytes()).as("what is read of it").isEqualTo(content);
        }
        try (InputStream in = stored.open(0)) {
            assertThat(in.read()).as("its first byte").isEqualTo(content.length == 0 ? -1 : content[0] & 0xff);
        }
    }

    private static void assertHasNot(ContentStore files, String hash, String why) {
        assertThat(files.find(hash)).as(why).isNull();
        assertThat(files.renew(hash)).as("%s, renewed", why).isFalse();
    }

    /** Whatever its size: nothing, less than a chunk, chunks and no more, chunks and a little more. */
    @Test
    default void whatWasPut_isFound_byteByByte() throws IOException {
        ContentStore files = openFiles();
        for (int size : List.of(0, 1, 1_000, 1 << 16, 1 << 18, 1 << 20, (1 << 20) + 1)) {
            byte[] content = content(size);
            assertThat(put(files, content)).as("a content of %d bytes", size).isEqualTo(Kept.KEPT);
            assertHas(files, content);
        }
        assertHas(files, content(0));
    }

    /** From any byte on: also from the first of a chunk, from the last, and from behind it, where nothing is left. */
    @Test
    default void whatWasPut_isReadFromAnyByteOn() throws IOException {
        ContentStore files = openFiles();
        byte[] content = content((1 << 20) + 1);
        put(files, content);
        ContentStore.Stored stored = Objects.requireNonNull(files.find(Sha256.name(content)), "a content that was put");
        for (int from : List.of(0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 1 << 20, content.length)) {
            try (InputStream in = stored.open(from)) {
                assertThat(in.readAllBytes()).as("what is read of it from byte %d on", from)
                        .isEqualTo(Arrays.copyOfRange(content, from, content.length));
            }
        }
    }

    /** It is a stream, which gives what it has when it has it. */
    @Test
    default void whatComesInPieces_isTheSame() throws IOException {
        ContentStore files = openFiles();
        byte[] content = content(300_000);
        var pieces = new InputStream() {
            private int position;

            @Override
            public int read() {
                return position < content.length ? content[position++] & 0xff : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int count = Math.min(Math.min(length, 777), content.length - position);
                System.arraycopy(content, position, into, offset, Math.max(0, count));
                position += Math.max(0, count);
                return count <= 0 ? -1 : count;
            }
        };
        assertThat(files.put(Sha256.name(content), pieces)).as("a content in pieces").isEqualTo(Kept.KEPT);
        assertHas(files, content);
    }

    /** Whoever puts it again is told that it is kept, and is not believed. */
    @Test
    default void whatIsPutAgain_isComparedAgain() throws IOException {
        ContentStore files = openFiles();
        byte[] content = content(100);
        put(files, content);
        assertThat(put(files, content)).as("the same content again").isEqualTo(Kept.KEPT);
        assertThat(files.put(Sha256.name(content), new ByteArrayInputStream(content(99))))
                .as("another content under a hash that is there").isEqualTo(Kept.OTHER_HASH);
        assertHas(files, content);
    }

    /** Nothing but whole contents is there. */
    @Test
    default void whatHasAnotherHash_isNotKept() throws IOException {
        ContentStore files = openFiles();
        String other = Sha256.name(content(7));
        assertThat(files.put(other, new ByteArrayInputStream(content(400_000)))).as("a content of another hash")
                .isEqualTo(Kept.OTHER_HASH);
        assertHasNot(files, other, "a content of another hash");
        assertHasNot(files, Sha256.name(content(400_000)), "the hash that it has, which nobody named");
    }

    /** What breaks off can be put again. */
    @Test
    default void whatBreaksOff_isNotKept() throws IOException {
        ContentStore files = openFiles();
        byte[] content = content(400_000);
        var breaksOff = new SequenceInputStream(new ByteArrayInputStream(content), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken on purpose");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("broken on purpose");
            }
        });
        assertThatThrownBy(() -> files.put(Sha256.name(content), breaksOff)).as("a content that breaks off")
                .isInstanceOf(IOException.class);
        assertHasNot(files, Sha256.name(content), "a content that broke off");
        put(files, content);
        assertHas(files, content);
    }

    /** A hash is what a stranger wrote. */
    @Test
    default void whatIsNoHash_isNothing() throws IOException {
        ContentStore files = openFiles();
        byte[] content = "abc".getBytes(StandardCharsets.UTF_8);
        put(files, content);
        String hash = Sha256.name(content);
        for (String name : new String[]{"", "sha256:", "sha256:..", "../" + hash, hash.substring("sha256:".length()),
                hash.toUpperCase(Locale.ROOT), hash + "0", "sha256:" + "g".repeat(64), "\0"}) {
            assertHasNot(files, name, "what is no hash: " + name);
        }
        assertThat(files.put("sha256:../x", new ByteArrayInputStream(content))).as("a content under what is no hash")
                .isEqualTo(Kept.OTHER_HASH);
    }

    /** Of several who put the same content at once, each is told that it is kept. */
    @Test
    default void whatSeveralPutAtOnce_isKept() throws IOException, InterruptedException, ExecutionException {
        ContentStore files = openFiles();
        byte[] content = content(600_000);
        Callable<Kept> putting = () -> put(files, content);
        List<FutureTask<Kept>> all = Stream.generate(() -> new FutureTask<>(putting)).limit(4).toList();
        all.forEach(Thread::startVirtualThread);
        for (FutureTask<Kept> each : all) {
            assertThat(each.get()).as("one of 4 puts").isEqualTo(Kept.KEPT);
        }
        assertHas(files, content);
    }

    /** What is named stays, however old it is, and what is young stays, whoever names it. */
    @Test
    default void whatNothingNames_goesAfterTheGracePeriod() throws IOException, InterruptedException {
        ContentStore files = openFiles();
        byte[] named = content(500_000);
        byte[] forgotten = content(500_001);
        put(files, named);
        put(files, forgotten);
        Predicate<String> isNamed = Sha256.name(named)::equals;
        files.sweep(isNamed, Duration.ofDays(1));
        assertHas(files, forgotten);
        files.sweep(isNamed, Duration.ZERO);
        files.sweep(isNamed, Duration.ZERO);
        assertHas(files, named);
        assertHasNot(files, Sha256.name(forgotten), "what nothing names");
        put(files, forgotten);
        assertHas(files, forgotten);
    }

    /** The grace period begins anew with whoever asks for it, puts it, or is found to name it. */
    @Test
    default void whatIsRenewed_stays() throws IOException, InterruptedException {
        ContentStore files = openFiles();
        var all = new ArrayList<byte[]>();
        for (int i = 1; i <= 4; i++) {
            all.add(content(i));
            put(files, content(i));
        }
        Thread.sleep(1_200);
        assertThat(files.renew(Sha256.name(all.get(0)))).as("whether what is renewed is there").isTrue();
        put(files, all.get(1));
        Predicate<String> isThird = Sha256.name(all.get(2))::equals;
        files.sweep(isThird, Duration.ofSeconds(1));
        files.sweep(hash -> false, Duration.ofSeconds(1));
        for (byte[] content : all.subList(0, 3)) {
            assertHas(files, content);
        }
        assertHasNot(files, Sha256.name(all.get(3)), "what nobody has renewed");
    }

    /** Whatever one server takes, each gives out. */
    @Test
    default void whatOneServerTakes_othersHave() throws IOException {
        ContentStore here = openFiles();
        Optional<ContentStore> other = another(here);
        if (other.isPresent()) {
            ContentStore there = other.get();
            byte[] content = content(700_000);
            put(here, content);
            assertHas(there, content);
            assertThat(put(there, content)).as("the same content, at another server").isEqualTo(Kept.KEPT);
            there.sweep(hash -> false, Duration.ZERO);
            assertHasNot(here, Sha256.name(content), "what another server has removed");
        }
    }
}
