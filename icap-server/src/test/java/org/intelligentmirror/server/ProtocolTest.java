package org.intelligentmirror.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3507 as a client sees it over a real connection. */
class ProtocolTest {
    @TempDir
    Path directory;

    private ServerFixture server;
    private IcapTestClient client;

    @BeforeEach
    void start() {
        server = ServerFixture.start(directory);
        client = server.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"reqmod, REQMOD, 0", "respmod, RESPMOD, 16384"})
    void optionsSayWhatSquidNeeds(String service, String method, String preview) {
        client.send("OPTIONS icap://127.0.0.1:1344/" + service + " ICAP/1.0\r\nHost: a\r\n\r\n");
        IcapTestClient.Reply options = client.read();
        assertThat(options.status()).isEqualTo(200);
        assertThat(options.field("Methods")).isEqualTo(method);
        assertThat(options.field("Allow")).isEqualTo("204");
        assertThat(options.field("Preview")).isEqualTo(preview);
        assertThat(options.field("Transfer-Preview")).isEqualTo("*");
        assertThat(options.field("Options-TTL")).isEqualTo("3600");
        assertThat(options.field("ISTag")).matches("\"[^\"]{1,30}\"");
        assertThat(options.field("Service-ID")).isNotEmpty();
        assertThat(options.field("Encapsulated")).isEqualTo("null-body=0");
        assertThat(options.head()).doesNotContain("Date:").doesNotContain("Max-Connections");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello|400",
                "OPTIONS icap://a/reqmod ICAP/1.1|505",
                "GET http://127.0.0.1:1344/ HTTP/1.1|505",
                "LOGMOD icap://a/reqmod ICAP/1.0|501",
                "OPTIONS icap://a/nothing ICAP/1.0|404",
                "REQMOD icap://a/respmod ICAP/1.0|405",
                "RESPMOD icap://a/reqmod ICAP/1.0|405",
                "REQMOD icap://a/reqmod ICAP/1.0|400",
            })
    void everyErrorAnswerClosesTheConnection(String line, int status) {
        String fields = status == 405 ? "Encapsulated: null-body=0\r\n" : "";
        client.send(line + "\r\nHost: a\r\n" + fields + "\r\n");
        client.send("OPTIONS icap://a/reqmod ICAP/1.0\r\nHost: a\r\n\r\n");
        IcapTestClient.Reply error = client.read();
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.field("Connection")).isEqualTo("close");
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void errorInTheMiddleOfABodyCutsTheEcho() {
        client.send(Messages.respmod(Messages.request("GET", Messages.URL), Messages.response(1000)));
        client.chunk(new byte[10]).send("zzz\r\n");
        assertThatThrownBy(client::read).hasMessageContaining("closed in the middle of an answer");
        assertThat(server.blobs()).isEmpty();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        String all = Messages.squidReqmod(Messages.request("GET", Messages.URL))
                + "OPTIONS icap://a/respmod ICAP/1.0\r\nHost: a\r\n\r\n"
                + Messages.squidReqmod(Messages.request("POST", Messages.URL))
                + Messages.squidReqmod(Messages.request("GET", "http://mirror.example/x.rpm"));
        client.send(all);
        assertThat(client.read().verdict()).isEqualTo("MISS;reason=unknown");
        assertThat(client.read().field("Methods")).isEqualTo("RESPMOD");
        assertThat(client.read().verdict()).isEqualTo("PASS;reason=method");
        assertThat(client.read().verdict()).isEqualTo("MISS;reason=unknown");
    }

    @Test
    void connectionCloseIsHonoured() {
        client.send(Messages.reqmod(Messages.request("GET", Messages.URL), "Allow: 204", "Connection: close"));
        IcapTestClient.Reply reply = client.read();
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.field("Connection")).isEqualTo("close");
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void peerThatShutsItsOutputStillGetsItsAnswer() throws Exception {
        client.send(Messages.squidReqmod(Messages.request("GET", Messages.URL)));
        client.socket().shutdownOutput();
        assertThat(client.read().verdict()).isEqualTo("MISS;reason=unknown");
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void everyRequestThatCameBeforeTheEndOfInputIsAnswered() throws Exception {
        String one = Messages.squidReqmod(Messages.request("GET", Messages.URL));
        client.send(one.repeat(5));
        client.socket().shutdownOutput();
        for (int i = 0; i < 5; i++) {
            // They are for the same package: all but the first may have waited for its response until the input ended.
            assertThat(client.read().verdict()).matches("MISS;reason=(unknown|waited)");
        }
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    void messageWithoutAnyPartIsAnsweredWithNone() {
        for (String service : new String[] {"REQMOD icap://a/reqmod", "RESPMOD icap://a/respmod"}) {
            client.send(service + " ICAP/1.0\r\nHost: a\r\nEncapsulated: null-body=0\r\n\r\n");
            IcapTestClient.Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("Encapsulated")).isEqualTo("null-body=0");
        }
    }

    @Test
    void bodyWithoutHeadsComesBackAsWhatItWas() {
        client.send("RESPMOD icap://a/respmod ICAP/1.0\r\nHost: a\r\nEncapsulated: res-body=0\r\n\r\n"
                + "1\r\nx\r\n0\r\n\r\n");
        assertThat(client.read().field("Encapsulated")).isEqualTo("res-body=0");
        client.send("REQMOD icap://a/reqmod ICAP/1.0\r\nHost: a\r\nEncapsulated: req-body=0\r\n\r\n"
                + "1\r\nx\r\n0\r\n\r\n");
        assertThat(client.read().field("Encapsulated")).isEqualTo("req-body=0");
    }

    @Test
    void unwantedBodyIsLeftAtItsPreview() {
        String request = Messages.request("GET", "http://mirror.example/movie.mp4");
        client.send(Messages.respmod(request, Messages.response(1_000_000), "Preview: 4"));
        client.chunk("abcd".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .endBody();
        assertThat(client.read().verdict()).isEqualTo("PASS;reason=other");
        client.send(Messages.squidReqmod(Messages.request("GET", Messages.URL)));
        assertThat(client.read().verdict()).isEqualTo("MISS;reason=unknown");
    }

    @Test
    void unwantedBodyWithout204IsSentBackWithItsTrailersDropped() {
        String request = Messages.request("GET", "http://mirror.example/movie.mp4");
        client.send(Messages.respmod(request, Messages.response(5)));
        client.send("5;x=y\r\nhello\r\n0\r\nX-Trailer: a\r\n\r\n");
        IcapTestClient.Reply echo = client.read();
        assertThat(new String(echo.body(), java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("hello");
        assertThat(echo.verdict()).isEqualTo("PASS;reason=other");
    }

    @Test
    void bodyOutsideAPreviewMayBeLeftWith204WhereThePeerAllowsIt() {
        String request = Messages.request("GET", "http://mirror.example/movie.mp4");
        client.send(Messages.respmod(request, Messages.response(5), "Allow: 204"));
        client.send("5\r\nhello\r\n0\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(204);
        client.send(Messages.squidReqmod(Messages.request("GET", Messages.URL)));
        assertThat(client.read().verdict()).isEqualTo("MISS;reason=unknown");
    }

    @Test
    void optionsMayHaveABody() {
        client.send(
                "OPTIONS icap://a/reqmod ICAP/1.0\r\nHost: a\r\nEncapsulated: opt-body=0\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        client.send("OPTIONS icap://a/reqmod ICAP/1.0\r\nHost: a\r\nPreview: 3\r\nEncapsulated: opt-body=0\r\n\r\n"
                + "3\r\nabc\r\n0\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
    }

    @Test
    void unreadableHttpHeadPasses() {
        String garbage = "this is no HTTP head";
        client.send(Messages.reqmod(garbage, "Allow: 204"));
        assertThat(client.read().verdict()).isEqualTo("PASS;reason=malformed");
    }
}
