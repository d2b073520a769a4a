package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Squid and the server as on two hosts: they meet on an address of this machine that is not loopback. */
final class RemoteIT {
    private static final byte[] DEB = Samples.deb(300_000);
    private static final byte[] SMALL = Samples.deb(5_000);
    private static final String HANDOFFS = "intelligentmirror_handoffs_total{outcome=\"issued\"} ";

    private static String address = "";

    @BeforeAll
    static void findAddress() {
        List<String> addresses = Stream.of(
                        Command.run("hostname", "-I").out().trim().split("\\s+"))
                .filter(one -> one.matches("[0-9.]+"))
                .toList();
        assumeThat(addresses)
                .as("IPv4 addresses of this machine besides loopback")
                .isNotEmpty();
        address = addresses.get(0);
    }

    /** A stage at that address, which lets in who comes from there and nobody else. */
    private static Stage remote(String... settings) {
        String allowed = "allow=[\"" + address + "\"]";
        String[] all = Arrays.copyOf(settings, settings.length + 2);
        all[settings.length] = "icap." + allowed;
        all[settings.length + 1] = "http." + allowed;
        return Stage.open(Staging.plain(all).meetingAt(address));
    }

    private static String listener(Stage stage) {
        return "http://" + stage.server().place().listener();
    }

    @Test
    void hitsAreHandedOffToTheAdvertisedAddress() {
        try (Stage stage = remote("http.advertise=http://" + Stage.LISTENER);
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/pool/remote.deb", DEB);
            String small = mirror.put("/pool/remote-small.deb", SMALL);
            stage.capture(url);
            stage.capture(small);
            mirror.stop();
            double before = stage.server().metric(HANDOFFS);
            Stage.Visit part = stage.get(url, "-r", "1000-1999");
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(DEB, 1000, 2000));
            assertThat(part.verdict()).isEqualTo("HIT;reason=same-url");
            Stage.Visit whole = stage.get(small);
            assertThat(whole.body()).isEqualTo(SMALL);
            assertThat(whole.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(stage.server().metric(HANDOFFS)).isEqualTo(before + 2);
            assertThat(stage.squid().lines())
                    .filteredOn(line -> line.contains(listener(stage) + "/cas/"))
                    .hasSize(2);
            assertPlainClientsAreToldApart(stage);
        }
    }

    /** Of those who come without Squid, and of Squid's own clients, who must not. */
    private static void assertPlainClientsAreToldApart(Stage stage) {
        String stored = listener(stage) + "/cas/" + Samples.sha256(DEB);
        Download allowed = Download.direct(stored, "--interface", address);
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.body()).isEqualTo(DEB);
        assertThat(allowed.header("Content-Type")).hasValue("application/octet-stream");
        assertThat(allowed.header("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(allowed.header("Content-Disposition").orElse("")).startsWith("attachment");
        Download stranger = Download.direct(stored, "--interface", Staging.LOOPBACK);
        assertThat(stranger.status()).isIn(0, 403);
        assertThat(stranger.body()).hasSizeLessThan(1000);
        Stage.Visit throughSquid = stage.get(stored);
        assertThat(throughSquid.status()).isEqualTo(403);
        assertThat(stage.squid().lines())
                .filteredOn(line -> line.contains(" " + stored + " "))
                .singleElement()
                .asString()
                .contains("TCP_DENIED");
    }

    @Test
    void withoutAnAdvertisedAddressNothingIsHandedOff() {
        try (Stage stage = remote();
                Mirror mirror = new Mirror()) {
            String url = mirror.put("/pool/silent.deb", DEB);
            String small = mirror.put("/pool/silent-small.deb", SMALL);
            stage.capture(url);
            stage.capture(small);
            mirror.forgetRequests();
            assertThat(stage.get(url, "-r", "1000-1999").body()).isEqualTo(Arrays.copyOfRange(DEB, 1000, 2000));
            stage.awaitLogged(url, "MISS", "range");
            assertThat(mirror.requests()).containsExactly("GET /pool/silent.deb");
            Stage.Visit whole = stage.get(small);
            assertThat(whole.verdict()).isEqualTo("HIT;reason=same-url");
            assertThat(whole.body()).isEqualTo(SMALL);
            assertThat(mirror.requests()).hasSize(1);
            assertThat(stage.server().metric(HANDOFFS)).isZero();
        }
    }
}
