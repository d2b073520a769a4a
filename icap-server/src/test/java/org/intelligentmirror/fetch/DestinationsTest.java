package org.intelligentmirror.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.config.Cidr;
import org.intelligentmirror.fetch.Destinations.Reached;
import org.intelligentmirror.locator.LocatorParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
    private static final int PORT = 80;
    private final OwnPorts ownPorts = new OwnPorts();

    /** Whether a name that leads there, or the address itself, may be reached by each way. */
    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true, true, true, true",
        "10.0.0.1, true, true, false, true",
        "fd12::1, true, true, false, true",
        "127.0.0.1, false, true, false, true",
        "::1, false, true, false, true",
        "169.254.169.254, false, false, false, false",
        "224.0.0.1, false, false, false, false",
        "0.0.0.0, false, false, false, false",
        "255.255.255.255, false, false, false, false",
        "fe80::1, false, false, false, false",
    })
    void whereARequestMayGoDependsOnHowTheHostWasReached(
            String text, boolean byName, boolean byLiteral, boolean byRedirect, boolean asProxy) throws Exception {
        InetAddress address = InetAddress.getByName(text);
        Optional<InetAddress> literal = Optional.of(address);
        Destinations strict = new Destinations(List.of(), ownPorts);
        assertThat(strict.permit(address, PORT, Optional.empty(), Reached.BY_CLIENT))
                .isEqualTo(byName);
        assertThat(strict.permit(address, PORT, literal, Reached.BY_CLIENT)).isEqualTo(byLiteral);
        assertThat(strict.permit(address, PORT, literal, Reached.BY_REDIRECT)).isEqualTo(byRedirect);
        assertThat(strict.permit(address, PORT, Optional.empty(), Reached.BY_REDIRECT))
                .isEqualTo(byRedirect);
        assertThat(strict.permit(address, PORT, literal, Reached.AS_PROXY)).isEqualTo(asProxy);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.255, true", "10.0.1.0, false", "127.0.0.1, true", "169.254.169.254, false"})
    void theOperatorOpensPrivateBlocksButNeverTheForbiddenOnes(String text, boolean open) throws Exception {
        Destinations opened = destinations("10.0.0.0/24", "127.0.0.0/8", "169.254.0.0/16");
        InetAddress address = InetAddress.getByName(text);
        assertThat(opened.permit(address, PORT, Optional.empty(), Reached.BY_REDIRECT))
                .isEqualTo(open);
    }

    @Test
    void ourOwnPortsAreNeverReached() throws Exception {
        ownPorts.add(1344);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Destinations opened = destinations("127.0.0.0/8");
        for (Reached reached : Reached.values()) {
            assertThat(opened.permit(loopback, 1344, Optional.of(loopback), reached))
                    .isFalse();
            assertThat(opened.permit(loopback, 1345, Optional.of(loopback), reached))
                    .isTrue();
        }
        InetAddress elsewhere = InetAddress.getByName("8.8.8.8");
        assertThat(opened.permit(elsewhere, 1344, Optional.empty(), Reached.BY_CLIENT))
                .isTrue();
    }

    private Destinations destinations(String... allowed) throws UnknownHostException {
        return new Destinations(
                Arrays.stream(allowed)
                        .map(block -> Cidr.parse(block).orElseThrow())
                        .toList(),
                ownPorts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "127.1",
                "0x7f000001",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "127.0.0.01",
                "1.2.3.4.5",
                "host.1",
                "256.0.0.1",
                "[::ffff:127.0.0.1]",
                "[::ffff:10.0.0.1]",
                "[::ffff:a9fe:a9fe]",
            })
    void addressesInDisguiseAreNoTargets(String host) {
        assertThat(Target.of(LocatorParser.parse("http://" + host + "/a.rpm").orElseThrow()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mirror.example, mirror.example, false",
        "h1, h1, false",
        "1.h, 1.h, false",
        "127.0.0.1, 127.0.0.1, true",
        "[::1], ::1, true",
        "[2a00::1], 2a00::1, true",
    })
    void plainHostsAreTargets(String host, String name, boolean literal) {
        Target target = Target.of(
                        LocatorParser.parse("http://" + host + "/a.rpm").orElseThrow())
                .orElseThrow();
        assertThat(target.host()).isEqualTo(name);
        assertThat(target.literal().isPresent()).isEqualTo(literal);
        assertThat(target.authority()).isEqualTo(host + ":80");
    }
}
