package org.intelligentmirror.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An ICAP client made for tests alone: it shares no code with the server, and sends whatever it is told to. */
final class IcapTestClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;

    IcapTestClient(InetSocketAddress address) {
        try {
            socket = new Socket(address.getAddress(), address.getPort());
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer: the ICAP head, the HTTP heads, and the body with its chunks joined. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, String head, String http, byte[] body) {
        String field(String name) {
            for (String line : head.lines().toList()) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    return line.substring(name.length() + 1).trim();
                }
            }
            return "";
        }

        String verdict() {
            return field("X-IntelligentMirror");
        }
    }

    Socket socket() {
        return socket;
    }

    IcapTestClient send(String ascii) {
        return send(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    IcapTestClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one chunk; an empty one ends the body. */
    IcapTestClient chunk(byte[] bytes) {
        send(Integer.toHexString(bytes.length) + "\r\n");
        send(bytes);
        return send("\r\n");
    }

    IcapTestClient endBody() {
        return send("0\r\n\r\n");
    }

    /** Reads one answer to its end. */
    Reply read() {
        try {
            String head = readHead();
            int status = Integer.parseInt(head.substring(9, 12));
            int httpLength = 0;
            boolean hasBody = false;
            for (String line : head.lines().toList()) {
                if (line.startsWith("Encapsulated:")) {
                    httpLength = Integer.parseInt(line.substring(line.lastIndexOf('=') + 1));
                    hasBody = !line.contains("null-body");
                }
            }
            String http = new String(exactly(httpLength), StandardCharsets.ISO_8859_1);
            return new Reply(status, head, http, hasBody ? readBody() : new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has closed, with nothing more to read. */
    boolean isClosedByServer() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    InputStream in() {
        return in;
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) oneByte());
        }
        return head.toString();
    }

    private byte[] readBody() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            StringBuilder line = new StringBuilder();
            while (line.indexOf("\r\n") < 0) {
                line.append((char) oneByte());
            }
            int size = Integer.parseInt(line.toString().trim(), 16);
            body.write(exactly(size));
            String end = new String(exactly(2), StandardCharsets.ISO_8859_1);
            if (!end.equals("\r\n")) {
                throw new IOException("a chunk that does not end where its size says");
            }
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private int oneByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the server closed in the middle of an answer");
        }
        return b;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the server closed in the middle of an answer");
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
