package org.intelligentmirror.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** The messages the tests send, in the form Squid sends them. */
final class Messages {
    static final String URL = "http://mirror.example/pool/a_1_amd64.deb";

    private Messages() {}

    /** Bytes that begin as a deb does, the rest drawn from {@code seed}. */
    static byte[] deb(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        byte[] magic = "!<arch>\ndebian-binary   ".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(magic, 0, bytes, 0, Math.min(length, magic.length));
        return bytes;
    }

    static String request(String method, String url, String... fields) {
        return method + " " + url + " HTTP/1.1\r\nHost: mirror.example\r\n" + lines(fields) + "\r\n";
    }

    static String response(long length, String... fields) {
        return "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\n"
                + "Content-Type: application/x-debian-package\r\n"
                + "Content-Length: " + length + "\r\n" + lines(fields) + "\r\n";
    }

    static String reqmod(String http, String... icapFields) {
        return "REQMOD icap://127.0.0.1:1344/reqmod ICAP/1.0\r\nHost: 127.0.0.1:1344\r\n"
                + "X-Client-IP: 10.1.2.3\r\n" + lines(icapFields)
                + "Encapsulated: req-hdr=0, null-body=" + http.length() + "\r\n\r\n" + http;
    }

    /** As Squid asks: with an empty preview and 204 allowed. */
    static String squidReqmod(String http) {
        return reqmod(http, "Preview: 0", "Allow: 204, trailers");
    }

    static String respmod(String request, String response, String... icapFields) {
        int body = request.length() + response.length();
        return "RESPMOD icap://127.0.0.1:1344/respmod ICAP/1.0\r\nHost: 127.0.0.1:1344\r\n"
                + lines(icapFields) + "Encapsulated: req-hdr=0, res-hdr=" + request.length() + ", res-body=" + body
                + "\r\n\r\n" + request + response;
    }

    private static String lines(String... fields) {
        return Arrays.stream(fields).map(field -> field + "\r\n").reduce("", String::concat);
    }

    /** Sends a package past the server as Squid does with a preview of 16 KiB, and returns the answer. */
    static IcapTestClient.Reply passBy(IcapTestClient client, String url, byte[] body, String... responseFields) {
        String head = respmod(request("GET", url), response(body.length, responseFields), "Preview: 16384");
        client.send(head);
        if (body.length <= 16384) {
            client.send(Integer.toHexString(body.length) + "\r\n").send(body).send("\r\n0; ieof\r\n\r\n");
            return client.read();
        }
        client.chunk(Arrays.copyOf(body, 16384)).endBody();
        IcapTestClient.Reply first = client.read();
        if (first.status() != 100) {
            return first;
        }
        for (int at = 16384; at < body.length; at += 65535) {
            client.chunk(Arrays.copyOfRange(body, at, Math.min(body.length, at + 65535)));
        }
        client.endBody();
        return client.read();
    }
}
