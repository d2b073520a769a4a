package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, 10.255.255.255, 11.0.0.0",
        "10.0.0.0/8, 10.1.2.3, 10.1.2.4, 9.255.255.255",
        "192.168.1.128/25, 192.168.1.128, 192.168.1.255, 192.168.1.127",
        "192.0.2.1, 192.0.2.1, 192.0.2.1, 192.0.2.2",
        "192.0.2.1/32, 192.0.2.1, 192.0.2.1, 192.0.2.0",
        "0.0.0.0/0, 0.0.0.0, 255.255.255.255, ::1",
        "::/0, ::, ffff::, 127.0.0.1",
        "::1/128, ::1, ::1, ::2",
        "::1, ::1, ::1, ::",
        "fd00::/8, fd00::1, fdff::1, fe00::",
        "fe80::/10, fe80::1, febf::1, fec0::",
    })
    void aBlockHoldsItsEndsAndNotTheNextAddress(String block, String first, String last, String outside)
            throws UnknownHostException {
        Cidr cidr = Cidr.parse(block).orElseThrow();

        assertThat(cidr.contains(InetAddress.getByName(first))).isTrue();
        assertThat(cidr.contains(InetAddress.getByName(last))).isTrue();
        assertThat(cidr.contains(InetAddress.getByName(outside))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10.0.0.0/9999999999",
                "10.0.0.0/255.0.0.0",
                "::/129",
                "10.0.0.1/8",
                "192.168.1.129/25",
                "::1/127",
                "10",
                "10.0",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.0.0",
                "0x0a.0.0.0",
                "1:2",
                ":",
                ":::",
                "::g",
                "fe80::1%1",
                "[::1]",
                "localhost",
                "example.org/8",
                " 10.0.0.0/8",
                "::ffff:10.0.0.0/104",
            })
    void whatIsNoBlockIsRefused(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"::ffff:192.0.2.1, 192.0.2.1/32", "::ffff:10.0.0.0/8, 10.0.0.0/8", "::ffff:c000:201, 192.0.2.1/32"})
    void aMappedAddressCountsAsIpv4(String mapped, String plain) throws UnknownHostException {
        assertThat(Cidr.parse(mapped)).contains(Cidr.parse(plain).orElseThrow());
        assertThat(Cidr.parse("192.0.2.0/24").orElseThrow().contains(InetAddress.getByName("::ffff:192.0.2.7")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 0.0.0.0/0",
        "::1, ::1/128",
        "10.0.0.0/8, 10.0.0.0/8",
        "::/0, ::/0",
        "fd00::/8, fd00::/8",
        "1:0:0:2::, 1:0:0:2::/128",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3/128",
        "2001:db8::10:0/112, 2001:db8::10:0/112"
    })
    void itsTextReadsBackAsTheSameBlock(String text, String written) {
        Cidr cidr = Cidr.parse(text).orElseThrow();

        assertThat(cidr).hasToString(written);
        assertThat(Cidr.parse(cidr.toString())).contains(cidr);
    }
}
