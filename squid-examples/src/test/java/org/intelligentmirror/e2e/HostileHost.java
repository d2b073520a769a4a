package org.intelligentmirror.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/**
 * A host with apt repositories that rebuild their one package under its name, and deliver their top index in every way
 * there is. Its indexes are all of one length, so that only their bytes and their ETag tell them apart.
 */
final class HostileHost implements AutoCloseable {
    static final String PACKAGE = "pool/p_1_amd64.deb";
    static final String TOP = "dists/s/InRelease";
    static final String LIST = "dists/s/main/binary-amd64/Packages";

    /** How a top index is delivered. */
    enum Delivery {
        PLAIN,
        WITHOUT_VALIDATORS,
        CHUNKED,
        ENCODED_IF_ASKED,
        ALWAYS_ENCODED,
        NOT_TO_BE_STORED,
        ODDLY_VARYING,
        WITH_A_COOKIE,
        TORN,
        UNREADABLE
    }

    private final RawOrigin origin = new RawOrigin(RawOrigin.Ending.FIN, this::answer);
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private volatile Delivery delivery = Delivery.PLAIN;

    String url(String path) {
        return origin.url(path);
    }

    void deliverBy(Delivery next) {
        delivery = next;
    }

    /** Publishes a repository below {@code root}, a path that ends in a slash, in place of what is there. */
    void publish(String root, byte[] deb) {
        byte[] list = text("Package: p\nVersion: 1\nFilename: " + PACKAGE + "\nSize: " + deb.length + "\nSHA256: "
                + Samples.sha256(deb) + "\n\n");
        files.put(root + PACKAGE, deb);
        files.put(root + LIST, list);
        files.put(
                root + TOP,
                text("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nSuite: s\nSHA256:\n " + Samples.sha256(list)
                        + " " + list.length + " main/binary-amd64/Packages\n-----BEGIN PGP SIGNATURE-----\n\nabcd\n"
                        + "-----END PGP SIGNATURE-----\n"));
    }

    byte[] file(String path) {
        return files.getOrDefault(path, new byte[0]);
    }

    /** How often it was asked for a file. */
    long asked(String path) {
        return origin.requests().stream()
                .filter(head -> head.startsWith("GET " + path + " "))
                .count();
    }

    static String etag(byte[] body) {
        return Mirror.etag(body);
    }

    @Override
    public void close() {
        origin.close();
    }

    private void answer(String request, OutputStream out) throws IOException {
        String[] line = request.split(" ", 3);
        String path = line[1];
        byte[] body = files.get(path);
        if (body == null) {
            out.write(RawOrigin.head("HTTP/1.1 404 Not Found\nContent-Length: 0\nConnection: close"));
        } else {
            answer(request, path.endsWith(TOP) ? delivery : Delivery.PLAIN, body, out);
        }
    }

    private static void answer(String request, Delivery how, byte[] body, OutputStream out) throws IOException {
        String fields = request.toLowerCase(Locale.ROOT);
        boolean validators = how != Delivery.WITHOUT_VALIDATORS;
        if (validators && fields.contains("if-none-match: " + etag(body).toLowerCase(Locale.ROOT))) {
            out.write(RawOrigin.head("HTTP/1.1 304 Not Modified\nETag: " + etag(body) + "\nConnection: close"));
            return;
        }
        List<String> head = new ArrayList<>(List.of("HTTP/1.1 200 OK", "Connection: close"));
        byte[] sent = body;
        boolean encoded = how == Delivery.ALWAYS_ENCODED
                || (how == Delivery.ENCODED_IF_ASKED && fields.contains("accept-encoding: gzip"));
        if (fields.contains("range: bytes=50-")) {
            head.set(0, "HTTP/1.1 206 Partial Content");
            head.add("Content-Range: bytes 50-" + (body.length - 1) + "/" + body.length);
            sent = Arrays.copyOfRange(body, 50, body.length);
        } else if (encoded) {
            head.add("Content-Encoding: gzip");
            sent = gzip(body);
        }
        switch (how) {
            case NOT_TO_BE_STORED -> head.add("Cache-Control: no-store");
            case ODDLY_VARYING -> head.add("Vary: User-Agent");
            case WITH_A_COOKIE -> head.add("Set-Cookie: a=b");
            case UNREADABLE -> sent = text(new String(body, StandardCharsets.UTF_8).replace("SHA256:", "SHA256;"));
            default -> {}
        }
        if (validators) {
            head.add("ETag: " + etag(body));
        }
        head.add(how == Delivery.CHUNKED ? "Transfer-Encoding: chunked" : "Content-Length: " + sent.length);
        out.write(RawOrigin.head(String.join("\n", head)));
        if (request.startsWith("HEAD ")) {
            return;
        }
        if (how == Delivery.CHUNKED) {
            out.write(text(Integer.toHexString(sent.length) + "\r\n"));
            out.write(sent);
            out.write(text("\r\n0\r\n\r\n"));
        } else {
            out.write(sent, 0, how == Delivery.TORN ? sent.length / 2 : sent.length);
        }
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
