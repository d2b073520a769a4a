package org.intelligentmirror.icap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each limit of the decoder holds at its bound and breaks one past it. */
class IcapLimitsTest {
    private static final IcapLimits SMALL = new IcapLimits(60, 200, 6, 120, 20, 16, 2, 100);
    private static final String HEAD = "GET http://m.example/a.deb HTTP/1.1\r\nHost: m.example\r\n\r\n";

    @Test
    void requestLineMayBeAsLongAsItsLimit() {
        assertThat(eventsOf(requestLine(60) + "Host: a\r\n\r\n")).startsWith("OPTIONS");
        assertThat(eventsOf(requestLine(61) + "Host: a\r\n\r\n")).contains("400 a request line of more than 60 bytes");
    }

    @Test
    void endlessRequestLineIsRefusedBeforeItsEnd() {
        assertThat(eventsOf("x".repeat(60))).isEmpty();
        assertThat(eventsOf("x".repeat(61))).contains("400 a request line of more than 60 bytes");
    }

    @Test
    void headerBlockMayBeAsLongAsItsLimit() {
        assertThat(eventsOf(options(200))).startsWith("OPTIONS");
        assertThat(eventsOf(options(201))).contains("400 a header block of more than 200 bytes");
    }

    @Test
    void headerBlockMayHaveAsManyFieldsAsItsLimit() {
        assertThat(eventsOf("OPTIONS /x ICAP/1.0\r\nHost: a\r\n" + "b: c\r\n".repeat(5) + "\r\n"))
                .startsWith("OPTIONS");
        assertThat(eventsOf("OPTIONS /x ICAP/1.0\r\nHost: a\r\n" + "b: c\r\n".repeat(6) + "\r\n"))
                .contains("400 more than 6 header fields");
    }

    @Test
    void httpHeadMayBeAsLongAsItsLimit() {
        assertThat(eventsOf(reqmod("", paddedHead(120), "null-body", ""))).contains("GET http://m.example/a.deb");
        assertThat(eventsOf(reqmod("", paddedHead(121), "null-body", "")))
                .contains("400 Encapsulated announces an HTTP head of more than 120 bytes");
    }

    @Test
    void httpHeadWithMoreFieldsThanTheLimitIsKeptUnreadable() {
        String six = "GET http://m.example/a HTTP/1.1\r\n" + "b: c\r\n".repeat(6) + "\r\n";
        String seven = "GET http://m.example/a HTTP/1.1\r\n" + "b: c\r\n".repeat(7) + "\r\n";
        assertThat(eventsOf(reqmod("", six, "null-body", ""))).contains("GET http://m.example/a");
        assertThat(eventsOf(reqmod("", seven, "null-body", ""))).contains("unreadable " + seven.length());
    }

    @Test
    void chunkLineMayBeAsLongAsItsLimit() {
        assertThat(eventsOf(reqmod("", HEAD, "req-body", "1;" + "a".repeat(18) + "\r\nx\r\n0\r\n\r\n")))
                .contains("body x");
        assertThat(eventsOf(reqmod("", HEAD, "req-body", "1;" + "a".repeat(19) + "\r\nx\r\n0\r\n\r\n")))
                .contains("400 a chunk line of more than 20 bytes");
    }

    @Test
    void trailersMayBeAsLongAsAHeaderBlock() {
        String fits = "a: " + "b".repeat(200 - 3 - 4) + "\r\n\r\n";
        String over = "a: " + "b".repeat(201 - 3 - 4) + "\r\n\r\n";
        assertThat(eventsOf(reqmod("", HEAD, "req-body", "0\r\n" + fits))).contains("end trailers=[a]");
        assertThat(eventsOf(reqmod("", HEAD, "req-body", "0\r\n" + over)))
                .contains("400 a trailer block of more than 200 bytes");
    }

    @Test
    void previewMayBeAsLargeAsItsLimit() {
        assertThat(eventsOf(reqmod("Preview: 16\r\n", HEAD, "req-body", ""))).contains("preview=16");
        assertThat(eventsOf(reqmod("Preview: 17\r\n", HEAD, "req-body", ""))).contains("400 a Preview header");
    }

    @Test
    void emptyLinesBeforeARequestAreTolerated() {
        assertThat(eventsOf("\r\n\r\nOPTIONS /x ICAP/1.0\r\nHost: a\r\n\r\n")).startsWith("OPTIONS");
        assertThat(eventsOf("\r\n\r\n\r\nOPTIONS /x ICAP/1.0\r\nHost: a\r\n\r\n"))
                .contains("400 more than 2 empty lines");
    }

    @Test
    void readingStopsWhenTooManyPipelinedBytesWait() {
        try (DecoderDriver driver = new DecoderDriver(SMALL, true) {
            @Override
            void onEnd() {
                // The answer is not written yet: the next request has to wait.
            }
        }) {
            driver.feed("OPTIONS /x ICAP/1.0\r\nHost: a\r\n\r\n");
            driver.feed("x".repeat(100));
            assertThat(driver.channel().config().isAutoRead()).isTrue();
            driver.feed("x");
            assertThat(driver.channel().config().isAutoRead()).isFalse();
            driver.decoder().nextRequest();
            assertThat(driver.channel().config().isAutoRead()).isTrue();
            assertThat(driver.events()).contains("400 a request line of more than 60 bytes");
        }
    }

    private static String eventsOf(String wire) {
        try (DecoderDriver driver = new DecoderDriver(SMALL, true)) {
            driver.feed(wire);
            return driver.events();
        }
    }

    private static String requestLine(int length) {
        String fixed = "OPTIONS / ICAP/1.0";
        return "OPTIONS /" + "p".repeat(length - fixed.length()) + " ICAP/1.0\r\n";
    }

    private static String options(int blockLength) {
        String fixed = "Host: \r\n\r\n";
        return "OPTIONS /x ICAP/1.0\r\nHost: " + "a".repeat(blockLength - fixed.length()) + "\r\n\r\n";
    }

    private static String paddedHead(int length) {
        return HEAD.replace("Host: m.example", "Host: " + "m".repeat(length - HEAD.length() + "m.example".length()));
    }

    private static String reqmod(String extra, String head, String bodyPart, String body) {
        return "REQMOD /x ICAP/1.0\r\nHost: a\r\n" + extra + "Encapsulated: req-hdr=0, " + bodyPart + "="
                + head.length() + "\r\n\r\n" + head + body;
    }
}
