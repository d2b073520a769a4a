package org.intelligentmirror.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A mirror that answers everything with one file at a bounded rate, and counts what it sent. */
final class SlowOrigin implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    private final byte[] body;
    private final long bytesPerSecond;
    private final AtomicLong sent = new AtomicLong();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    SlowOrigin(byte[] body, long bytesPerSecond) {
        this.body = body;
        this.bytesPerSecond = bytesPerSecond;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Body bytes handed to the network so far. */
    long sentBytes() {
        return sent.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/octet-stream");
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            for (int at = 0; at < body.length; at += PIECE) {
                int length = Math.min(PIECE, body.length - at);
                out.write(body, at, length);
                sent.addAndGet(length);
                LockSupport.parkNanos(length * 1_000_000_000L / bytesPerSecond);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
