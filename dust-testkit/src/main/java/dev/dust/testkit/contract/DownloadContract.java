package dev.dust.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.testkit.contract.FakeServer.Answer;
import dev.dust.transport.FileRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Files are fetched as {@link dev.dust.transport.Transport#download} says (docs/protocol.md#files). Skipped for a transport
 * that fetches none.
 */
public interface DownloadContract extends TransportUnderTest {

    /** The whole content comes, without a connection too. */
    @Test
    default void download_bringsTheContent() throws IOException {
        byte[] content = Large.content();
        try (var it = fetching(this)) {
            it.server().keep("sha256:large", content, ContractTransport.TOKEN);
            it.server().keep("sha256:empty", new byte[0], ContractTransport.TOKEN);
            assertThat(read(it, "sha256:large")).as("content of a file of 8 MiB").isEqualTo(content);
            assertThat(read(it, "sha256:empty")).as("content of a file of 0 bytes").isEmpty();
        }
    }

    /** Who has a part of the content is brought the rest. */
    @Test
    default void download_fromAByteOn_bringsTheRest() throws IOException {
        byte[] content = Large.content(3 << 20);
        try (var it = fetching(this)) {
            it.server().keep("sha256:large", content, ContractTransport.TOKEN);
            for (int from : new int[]{1, 1 << 20, content.length - 1}) {
                try (InputStream rest = it.transport().download("sha256:large", from)) {
                    assertThat(rest.readAllBytes()).as("content from byte %s on", from)
                            .isEqualTo(Arrays.copyOfRange(content, from, content.length));
                }
            }
        }
    }

    /** Who may not have a file is told so: by another token, or by no access. */
    @Test
    default void download_thatTheServerRefuses_isUnauthorized() {
        try (var it = fetching(this)) {
            it.server().keep("sha256:other", new byte[1], "dust_tok_other");
            assertRefused(it, "sha256:other", "unauthorized", "a file that needs another token (401)");
            it.server().answer(Answer.REFUSE);
            assertRefused(it, "sha256:other", "unauthorized", "a file that the token does not open (403)");
        }
    }

    /** A file that is not there has no content, not even an empty one. */
    @Test
    default void download_ofWhatIsNotThere_isNotFound() {
        try (var it = fetching(this)) {
            assertRefused(it, "sha256:unknown", "not_found", "a file that the server does not have (404)");
        }
    }

    /** A server that cannot answer now, or is away, has refused nothing: asking again may help. */
    @Test
    default void download_thatFails_isNotRefused() {
        try (var it = fetching(this)) {
            it.server().keep("sha256:there", new byte[1], ContractTransport.TOKEN);
            it.server().answer(Answer.FAIL);
            assertDownload(it, "sha256:there").as("download from a server that fails (503)").isInstanceOf(IOException.class)
                    .isNotInstanceOf(FileRefusedException.class);
            it.server().close();
            assertDownload(it, "sha256:there").as("download from a server that is away").isInstanceOf(IOException.class)
                    .isNotInstanceOf(FileRefusedException.class);
        }
    }

    private static void assertRefused(ContractTransport it, String hash, String reason, String what) {
        assertDownload(it, hash).as("download of %s", what).isInstanceOfSatisfying(FileRefusedException.class,
                refused -> assertThat(refused.reason()).as("reason of the refusal of %s", what).isEqualTo(reason));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertDownload(ContractTransport it, String hash) {
        return assertThatThrownBy(() -> read(it, hash));
    }

    private static byte[] read(ContractTransport it, String hash) throws IOException {
        try (InputStream content = it.transport().download(hash, 0)) {
            return content.readAllBytes();
        }
    }

    private static ContractTransport fetching(DownloadContract contract) {
        Assumptions.assumeTrue(contract.fetchesFiles(), "this transport fetches no files");
        return ContractTransport.open(contract);
    }
}
