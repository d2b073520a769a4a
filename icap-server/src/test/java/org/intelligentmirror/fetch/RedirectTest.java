package org.intelligentmirror.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.fetch.Fetching.blocks;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.intelligentmirror.fetch.Fetching.Recorder;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.origin.FetchEnd;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that lead elsewhere: by what they answer, and by what their names mean. */
class RedirectTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Fetching fetching = new Fetching();

    @AfterEach
    void stop() {
        fetching.close();
    }

    private static String to(String location) {
        return "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + "\r\n\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "/b.deb, /b.deb",
        "b.deb, /pool/b.deb",
        "../b.deb, /b.deb",
        "?x=1, /pool/?x=1",
        "//127.0.0.1:PORT/b.deb, /b.deb",
        "http://127.0.0.1:PORT/b.deb?{x}, /b.deb?{x}",
    })
    void redirectsWithinTheOriginAreFollowed(String location, String path) {
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(
                visit.number() == 0
                        ? to(location.replace(
                                "PORT", Integer.toString(visit.socket().getLocalPort())))
                        : OK))) {
            Recorder got = fetching.fetch(origin.url("/pool/a.deb"));
            assertThat(got.await()).isEqualTo(FetchEnd.COMPLETE);
            assertThat(got.body()).isEqualTo("ok");
            assertThat(origin.heads().get(1)).startsWith("GET " + path + " ");
        }
    }

    @Test
    void redirectsAreFollowedUpToTheirBound() {
        AtomicInteger last = new AtomicInteger(FetchLimits.MAX_REDIRECTS);
        try (ScriptedOrigin origin =
                new ScriptedOrigin(visit -> visit.send(visit.number() < last.get() ? to("/" + visit.number()) : OK))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.COMPLETE);
        }
        last.incrementAndGet();
        try (ScriptedOrigin origin =
                new ScriptedOrigin(visit -> visit.send(visit.number() < last.get() ? to("/" + visit.number()) : OK))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.DENIED);
            assertThat(origin.heads()).hasSize(FetchLimits.MAX_REDIRECTS + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://mirror.example/a.deb, DENIED",
        "file:///etc/passwd, DENIED",
        "gopher://127.0.0.1:1/x, DENIED",
        "http://u:p@mirror.example/a.deb, DENIED",
        "http://mirror.example:99999/a.deb, DENIED",
        "'http://mirror.example/a b', DENIED",
        "'', DENIED",
        "http://169.254.169.254/latest/meta-data/, REFUSED",
        "http://[fd00:ec2::254]/latest/meta-data/, REFUSED",
        "http://2852039166/latest/meta-data/, REFUSED",
        "http://0xA9FEA9FE/, REFUSED",
        "http://[::ffff:169.254.169.254]/, REFUSED",
        "http://[64:ff9b::a9fe:a9fe]/, REFUSED",
        "http://metadata.example/, REFUSED",
        "http://0.0.0.0/, REFUSED",
        "http://10.0.0.1/, REFUSED",
        "http://private.example/, REFUSED",
        "http://127.0.0.1:1/, REFUSED",
        "http://[::1]/, REFUSED",
        "http://[::ffff:127.0.0.1]/, REFUSED",
        "https://192.168.1.1/, REFUSED",
    })
    void redirectsToWhereNobodyShouldBeLedAreNot(String location, FetchEnd end) {
        fetching.names.put("metadata.example", List.of("169.254.169.254"));
        fetching.names.put("private.example", List.of("10.0.0.1"));
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(to(location)))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(end);
            assertThat(origin.heads()).hasSize(1);
        }
    }

    @Test
    void aRedirectNeedsExactlyOneLocation() {
        String none = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n";
        String two = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /a\r\nLocation: /b\r\n\r\n";
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(visit.number() == 0 ? none : two))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.DENIED);
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.DENIED);
        }
    }

    @Test
    void nothingThatWasSecureIsFetchedInTheOpen() {
        Target secure = Target.of(
                        LocatorParser.parse("https://mirror.example/a.deb").orElseThrow())
                .orElseThrow();
        try {
            Redirect.target(moved("http://mirror.example/a.deb"), secure);
        } catch (FetchFault e) {
            assertThat(e.end()).isEqualTo(FetchEnd.DENIED);
            return;
        }
        throw new AssertionError("was followed");
    }

    private static org.apache.hc.core5.http.ClassicHttpResponse moved(String location) {
        org.apache.hc.core5.http.ClassicHttpResponse answer =
                new org.apache.hc.core5.http.message.BasicClassicHttpResponse(301);
        answer.setHeader("Location", location);
        return answer;
    }

    @Test
    void theOperatorMayLetRedirectsIntoHisNetworksAndThisMachine() {
        fetching.allowPrivate = blocks("127.0.0.0/8");
        try (ScriptedOrigin target = new ScriptedOrigin(visit -> visit.send(OK));
                ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(to(target.url("/b.deb"))))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.COMPLETE);
            fetching.ownPorts.add(target.port());
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.REFUSED);
            assertThat(target.heads()).hasSize(1);
        }
    }

    @Test
    void anotherPortOfThisMachineIsAnotherOrigin() {
        try (ScriptedOrigin target = new ScriptedOrigin(visit -> visit.send(OK));
                ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(to(target.url("/b.deb"))))) {
            assertThat(fetching.fetch(origin.url("/a.deb")).await()).isEqualTo(FetchEnd.REFUSED);
            assertThat(target.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "224.0.0.1"})
    void aNameThatLeadsToThisMachineOrAForbiddenPlaceIsRefused(String address) {
        fetching.names.put("trick.example", List.of(address));
        try (ScriptedOrigin origin = new ScriptedOrigin(visit -> visit.send(OK))) {
            Recorder got = fetching.fetch("http://trick.example:" + origin.port() + "/a.deb");
            assertThat(got.await()).isEqualTo(FetchEnd.REFUSED);
            assertThat(origin.heads()).isEmpty();
        }
    }

    @Test
    void ofSeveralAddressesOnlyThePermittedOnesAreTried() {
        fetching.allowPrivate = blocks("127.0.0.2/32");
        fetching.limits = Fetching.LIMITS;
        fetching.names.put("mixed.example", List.of("127.0.0.1", "169.254.169.254", "127.0.0.2"));
        try (ScriptedOrigin forbidden = new ScriptedOrigin(visit -> visit.send(OK));
                ScriptedOrigin permitted = new ScriptedOrigin(visit -> visit.send(OK), listen("127.0.0.2"))) {
            assertThat(fetching.fetch("http://mixed.example:" + permitted.port() + "/a.deb")
                            .await())
                    .isEqualTo(FetchEnd.COMPLETE);
            assertThat(fetching.fetch("http://mixed.example:" + forbidden.port() + "/a.deb")
                            .await())
                    .isEqualTo(FetchEnd.BROKEN);
            assertThat(forbidden.heads()).isEmpty();
        }
    }

    private static ScriptedOrigin.Listen listen(String address) {
        return new ScriptedOrigin.Listen() {
            @Override
            public java.net.ServerSocket open() throws java.io.IOException {
                return new java.net.ServerSocket(0, 50, InetAddress.getByName(address));
            }
        };
    }

    /** Whoever asks the name a second time gets another address: the first answer must be what is connected to. */
    @Test
    void aNameIsResolvedOnceForACheckAndItsConnection() {
        fetching.allowPrivate = blocks("127.0.0.2/32");
        fetching.limits = new FetchLimits(
                1,
                Fetching.LIMITS.lookup(),
                Fetching.LIMITS.connect(),
                Fetching.LIMITS.head(),
                Fetching.LIMITS.idle(),
                Fetching.LIMITS.total(),
                1,
                Fetching.LIMITS.backoff(),
                Fetching.LIMITS.stop());
        AtomicInteger asked = new AtomicInteger();
        fetching.resolver =
                name -> List.of(InetAddress.getByName(asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1"));
        try (ScriptedOrigin victim = new ScriptedOrigin(visit -> visit.send(OK))) {
            String url = "http://rebinding.example:" + victim.port() + "/a.deb";
            assertThat(fetching.fetch(url).await()).isEqualTo(FetchEnd.BROKEN);
            assertThat(asked).hasValue(1);
            assertThat(fetching.fetch(url).await()).isEqualTo(FetchEnd.REFUSED);
            assertThat(victim.heads()).isEmpty();
        }
    }

    @Test
    void aNameNobodyKnowsIsBroken() {
        assertThat(fetching.fetch("http://nowhere.example/a.deb").await()).isEqualTo(FetchEnd.BROKEN);
        assertThat(fetching.lookups).hasValue(Fetching.LIMITS.attempts());
    }
}
