package dev.dust.examples;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The content of a file as it comes: nobody waits for ever for a server that sends nothing more. */
final class PatientContent extends FilterInputStream {
    private final Duration patience;

    PatientContent(InputStream content, Duration patience) {
        super(content);
        this.patience = patience;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        var alarm = new CompletableFuture<Void>().completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS);
        alarm.thenRun(() -> Thread.startVirtualThread(this::breakOff));
        try {
            return in.read(bytes, offset, length);
        } catch (IOException e) {
            throw alarm.isDone() ? new IOException("the server has sent nothing more for " + patience, e) : e;
        } finally {
            alarm.cancel(false);
        }
    }

    private void breakOff() {
        try {
            in.close();
        } catch (IOException e) {
            // The reader is told.
        }
    }
}
