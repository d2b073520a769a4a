package org.intelligentmirror.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** An origin that sends exactly the bytes of its script and ends the connection as it likes. */
final class RawOrigin implements AutoCloseable {
    /** Answers one request; the connection is closed afterwards. */
    interface Script {
        void answer(String requestHead, OutputStream out) throws IOException, InterruptedException;
    }

    /** How a connection ends. */
    enum Ending {
        FIN,
        RST
    }

    /** Small, so that what an origin has written is about what its peer has taken. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    /** The first byte of a TLS connection (RFC 8446 section 5.1). */
    private static final int TLS_HANDSHAKE = 22;

    private final ServerSocket listener;
    private final Script script;
    private final Ending ending;
    private final Optional<SSLContext> tls;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    RawOrigin(Ending ending, Script script) {
        this(Optional.empty(), ending, script);
    }

    private RawOrigin(Optional<SSLContext> tls, Ending ending, Script script) {
        this.tls = tls;
        this.script = script;
        this.ending = ending;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** An origin whose one port takes TLS and plain connections, told apart by their first byte. */
    static RawOrigin bilingual(SSLContext tls, Script script) {
        return new RawOrigin(Optional.of(tls), Ending.FIN, script);
    }

    /** An origin that answers everything with a head and a body, then FIN. */
    static RawOrigin of(String head, byte[] body) {
        return new RawOrigin(Ending.FIN, (request, out) -> {
            out.write(head(head));
            out.write(body);
        });
    }

    /** An origin of these files, by decoded path without a leading slash, however a client escapes what it asks for. */
    static RawOrigin ofFiles(Map<String, byte[]> files) {
        return new RawOrigin(Ending.FIN, (request, out) -> {
            String asked = request.split(" ", 3)[1].substring(1).replace("+", "%2B");
            byte[] body = files.get(URLDecoder.decode(asked, StandardCharsets.UTF_8));
            if (body == null) {
                out.write(head("HTTP/1.1 404 Not Found\nContent-Length: 0"));
            } else {
                out.write(head("HTTP/1.1 200 OK\nContent-Length: " + body.length));
                out.write(body);
            }
        });
    }

    /** Header lines, one a line, as they go over the wire. */
    static byte[] head(String lines) {
        return (String.join("\r\n", lines.strip().lines().toList()) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    String secureUrl(String path) {
        return url(path).replaceFirst("^http:", "https:");
    }

    /** Heads of the requests it got. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSendBufferSize(SEND_BUFFER_BYTES);
            byte[] first = socket.getInputStream().readNBytes(1);
            InputStream begun = new ByteArrayInputStream(first);
            if (tls.isPresent() && first.length > 0 && first[0] == TLS_HANDSHAKE) {
                try (Socket secure = tls.get().getSocketFactory().createSocket(socket, begun, true)) {
                    converse(secure.getInputStream(), secure.getOutputStream());
                }
            } else if (converse(new SequenceInputStream(begun, socket.getInputStream()), socket.getOutputStream())
                    && ending == Ending.RST) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException clientLeft) {
            // What the client saw is what the test asserts.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers one request, if there is one. */
    private boolean converse(InputStream in, OutputStream out) throws IOException, InterruptedException {
        String head = readHead(in);
        if (head.isEmpty()) {
            return false;
        }
        requests.add(head);
        script.answer(head, out);
        out.flush();
        return true;
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0 && head.length() < 65_536; b = in.read()) {
            head.append((char) b);
            if (head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-origin");
        thread.setDaemon(true);
        thread.start();
    }
}
