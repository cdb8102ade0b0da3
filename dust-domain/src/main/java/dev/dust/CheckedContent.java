package dev.dust;

import dev.dust.value.FileRef;
import dev.dust.value.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import org.jspecify.annotations.Nullable;

/** Content that must turn out, at its end, to be what its reference says. For one thread at a time. */
final class CheckedContent extends FilterInputStream {
    private final DigestInputStream content;
    private final FileRef ref;
    private long size;
    private boolean checked;
    /** What its end has shown, and shows to whoever reads on; null for nothing. */
    private @Nullable IOException wrong;

    /** It is not the content that was asked for, and would not be if it were fetched again. */
    static final class OtherContentException extends IOException {
        private static final long serialVersionUID = 1L;

        OtherContentException(String message) {
            super(message);
        }
    }

    CheckedContent(InputStream content, FileRef ref) {
        super(null);
        this.content = new DigestInputStream(content, Sha256.digest());
        this.in = this.content;
        this.ref = ref;
    }

    @Override
    public int read() throws IOException {
        int read = content.read();
        count(read < 0 ? -1 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = content.read(buffer, offset, length);
        count(read);
        return read;
    }

    private void count(int read) throws IOException {
        size += Math.max(0, read);
        if (size > ref.size()) {
            throw new OtherContentException("the content is longer than " + ref.size() + " bytes");
        }
        if (read < 0 && !checked) {
            checked = true;
            wrong = whatIsWrong();
        }
        if (read < 0 && wrong != null) {
            throw wrong;
        }
    }

    private @Nullable IOException whatIsWrong() {
        if (size < ref.size()) {
            return new IOException("the content ends after " + size + " of " + ref.size() + " bytes");
        }
        String hash = Sha256.name(content.getMessageDigest());
        return hash.equals(ref.hash()) ? null : new OtherContentException("the content has another hash: " + hash);
    }

    /** What is skipped is read all the same: it belongs to the hash. */
    @Override
    public long skip(long count) throws IOException {
        long left = count;
        var buffer = new byte[(int) Math.min(8_192, Math.max(1, count))];
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
