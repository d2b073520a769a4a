package org.intelligentmirror.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that writes exactly the bytes it is given, for what curl would not send. */
final class RawClient {
    private static final int SILENCE_MILLIS = 15_000;

    private RawClient() {}

    /** Sends to a loopback port and reads until the peer closes; a peer that falls silent is an error. */
    static String exchange(int port, String request) {
        return exchange(Staging.LOOPBACK, port, request);
    }

    static byte[] exchange(int port, byte[] request) {
        return exchange(Staging.LOOPBACK, port, request);
    }

    /** As to a loopback port. */
    static String exchange(String host, int port, String request) {
        byte[] answer = exchange(host, port, request.getBytes(StandardCharsets.ISO_8859_1));
        return new String(answer, StandardCharsets.ISO_8859_1);
    }

    private static byte[] exchange(String host, int port, byte[] request) {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.getOutputStream().write(request);
            return readToEnd(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether an ICAP server answers OPTIONS on this port. */
    static boolean answersOptions(int icapPort) {
        return answersOptions(Staging.LOOPBACK, icapPort);
    }

    static boolean answersOptions(String host, int icapPort) {
        String request = "OPTIONS icap://127.0.0.1/reqmod ICAP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(host, icapPort)) {
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes("ICAP/1.0 200".length());
            return new String(answer, StandardCharsets.US_ASCII).equals("ICAP/1.0 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] readToEnd(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[65_536];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no end of the answer after: " + out.toString(StandardCharsets.ISO_8859_1), e);
        } catch (IOException reset) {
            return out.toByteArray();
        }
        return out.toByteArray();
    }
}
