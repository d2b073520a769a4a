package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A mirror that answers everything with one file at a bounded rate, and counts what it sent. */
final class SlowOrigin implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    private final byte[] body;
    private final long bytesPerSecond;
    private final AtomicLong sent = new AtomicLong();
    private final RawOrigin origin = new RawOrigin(RawOrigin.Ending.FIN, (request, out) -> answer(out));

    SlowOrigin(byte[] body, long bytesPerSecond) {
        this.body = body;
        this.bytesPerSecond = bytesPerSecond;
    }

    String url(String path) {
        return origin.url(path);
    }

    /** Body bytes handed to the network so far. */
    long sentBytes() {
        return sent.get();
    }

    private void answer(OutputStream out) throws IOException {
        out.write(RawOrigin.head(
                "HTTP/1.1 200 OK\nContent-Type: application/octet-stream\nContent-Length: " + body.length));
        for (int at = 0; at < body.length; at += PIECE) {
            int length = Math.min(PIECE, body.length - at);
            out.write(body, at, length);
            sent.addAndGet(length);
            LockSupport.parkNanos(length * 1_000_000_000L / bytesPerSecond);
        }
    }

    @Override
    public void close() {
        origin.close();
    }
}
