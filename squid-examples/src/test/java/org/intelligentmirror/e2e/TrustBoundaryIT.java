package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No client of the proxy can talk to the server through it: with the include's guard, nor without it. */
final class TrustBoundaryIT {
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "0.0.0.0", "127.1.2.3", "[::1]");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void icapMessagesSentThroughSquidChangeNothing(boolean guarded) {
        byte[] poison = Samples.deb(30_000);
        try (Stage stage = guarded ? Stage.open() : Stage.openUnguarded()) {
            for (String host : LOOPBACK) {
                String target = "http://" + host + ":" + stage.server().icapPort() + "/respmod";
                RawClient.exchange(stage.squid().port(), asMethod("RESPMOD", target, poison));
                RawClient.exchange(stage.squid().port(), asMethod("REQMOD", target, poison));
                RawClient.exchange(
                        stage.squid().port(),
                        asBody(target, poison, stage.server().icapPort()));
            }
            assertThat(stage.store().digests()).isEmpty();
            assertThat(stage.server().accessLog("http://victim.test/poison.deb"))
                    .isEmpty();
            assertThat(RawClient.answersOptions(stage.server().icapPort())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void httpPagesAreRefusedThroughSquid(boolean guarded) {
        try (Stage stage = guarded ? Stage.open() : Stage.openUnguarded();
                Mirror mirror = new Mirror()) {
            byte[] deb = Samples.deb(30_000);
            stage.capture(mirror.put("/known.deb", deb));
            String listener = "http://127.0.0.1:" + stage.server().httpPort();
            for (String page : List.of(
                    "/",
                    "/healthz",
                    "/metrics",
                    "/browse/",
                    "/admin/v1/status",
                    "/cas/" + Samples.sha256(deb),
                    "/cas/" + Samples.sha256(deb) + "/known.deb")) {
                assertThat(stage.get(listener + page).status()).as(page).isEqualTo(403);
            }
        }
    }

    /** The request whose method and headers are ICAP's: Squid sends it to the port as it is, but for the version. */
    private static byte[] asMethod(String method, String target, byte[] body) {
        return join(
                "%s %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(method, target, encapsulated(body), encapsulatedBody(body).length),
                encapsulatedBody(body));
    }

    /** A POST whose body is a whole ICAP message, for a server that would read on after an error. */
    private static byte[] asBody(String target, byte[] body, int icapPort) {
        byte[] message = join(
                "RESPMOD icap://127.0.0.1:%d/respmod ICAP/1.0\r\nHost: x\r\nAllow: 204\r\n%s\r\n"
                        .formatted(icapPort, encapsulated(body)),
                encapsulatedBody(body));
        return join(
                "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(target, message.length),
                message);
    }

    private static final String REQUEST = "GET http://victim.test/poison.deb HTTP/1.1\r\nHost: victim.test\r\n\r\n";

    private static String answerHead(byte[] body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
    }

    private static String encapsulated(byte[] body) {
        int answer = REQUEST.length();
        return "Encapsulated: req-hdr=0, res-hdr=%d, res-body=%d\r\n"
                .formatted(answer, answer + answerHead(body).length());
    }

    private static byte[] encapsulatedBody(byte[] body) {
        byte[] start = join(REQUEST + answerHead(body) + Integer.toHexString(body.length) + "\r\n", body);
        return join(new String(start, StandardCharsets.ISO_8859_1) + "\r\n0\r\n\r\n", new byte[0]);
    }

    private static byte[] join(String head, byte[] body) {
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }
}
