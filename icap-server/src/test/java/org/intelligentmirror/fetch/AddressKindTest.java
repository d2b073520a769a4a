package org.intelligentmirror.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKindTest {
    /** Each block with its first and last address, and the kinds of those just before and just after it. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.255.255.255, FORBIDDEN, , PUBLIC",
        "10.0.0.0, 10.255.255.255, PRIVATE, PUBLIC, PUBLIC",
        "100.64.0.0, 100.100.100.199, PRIVATE, PUBLIC, FORBIDDEN",
        "100.100.100.200, 100.100.100.200, FORBIDDEN, PRIVATE, PRIVATE",
        "100.100.100.201, 100.127.255.255, PRIVATE, FORBIDDEN, PUBLIC",
        "127.0.0.0, 127.255.255.255, LOOPBACK, PUBLIC, PUBLIC",
        "168.63.129.16, 168.63.129.16, FORBIDDEN, PUBLIC, PUBLIC",
        "169.254.0.0, 169.254.255.255, FORBIDDEN, PUBLIC, PUBLIC",
        "172.16.0.0, 172.31.255.255, PRIVATE, PUBLIC, PUBLIC",
        "192.0.0.0, 192.0.0.255, FORBIDDEN, PUBLIC, PUBLIC",
        "192.0.2.0, 192.0.2.255, FORBIDDEN, PUBLIC, PUBLIC",
        "192.88.99.0, 192.88.99.255, FORBIDDEN, PUBLIC, PUBLIC",
        "192.168.0.0, 192.168.255.255, PRIVATE, PUBLIC, PUBLIC",
        "198.18.0.0, 198.19.255.255, PRIVATE, PUBLIC, PUBLIC",
        "198.51.100.0, 198.51.100.255, FORBIDDEN, PUBLIC, PUBLIC",
        "203.0.113.0, 203.0.113.255, FORBIDDEN, PUBLIC, PUBLIC",
        "224.0.0.0, 255.255.255.255, FORBIDDEN, PUBLIC, ",
        "::, ::, FORBIDDEN, , LOOPBACK",
        "::1, ::1, LOOPBACK, FORBIDDEN, FORBIDDEN",
        "::2, ::ffff:ffff, FORBIDDEN, LOOPBACK, FORBIDDEN",
        "2000::, 2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PUBLIC, FORBIDDEN, FORBIDDEN",
        "2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, FORBIDDEN, PUBLIC, PUBLIC",
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, FORBIDDEN, PUBLIC, PUBLIC",
        "2003::, 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PUBLIC, FORBIDDEN, FORBIDDEN",
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, FORBIDDEN, PUBLIC, PUBLIC",
        "4000::, fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, FORBIDDEN, PUBLIC, PRIVATE",
        "fc00::, fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, PRIVATE, FORBIDDEN, PRIVATE",
        "fd00:ec2::254, fd00:ec2::254, FORBIDDEN, PRIVATE, PRIVATE",
        "fd20:ce::254, fd20:ce::254, FORBIDDEN, PRIVATE, PRIVATE",
        "fe00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, FORBIDDEN, PRIVATE, ",
    })
    void blocksBeginAndEndWhereTheyShould(
            String first, String last, AddressKind kind, AddressKind before, AddressKind after) throws Exception {
        assertThat(AddressKind.of(address(first))).isEqualTo(kind);
        assertThat(AddressKind.of(address(last))).isEqualTo(kind);
        if (before != null) {
            assertThat(AddressKind.of(next(address(first), -1))).isEqualTo(before);
        }
        if (after != null) {
            assertThat(AddressKind.of(next(address(last), 1))).isEqualTo(after);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, PUBLIC",
        "64:ff9b::8.8.8.8, PUBLIC",
        "64:ff9b::10.0.0.1, FORBIDDEN",
        "64:ff9b::127.0.0.1, FORBIDDEN",
        "64:ff9b::169.254.169.254, FORBIDDEN",
        "64:ff9b:1::8.8.8.8, FORBIDDEN",
        "2002:808:808::1, PUBLIC",
        "2002:7f00:1::1, FORBIDDEN",
        "2002:a00:1::1, FORBIDDEN",
        "2002:a9fe:a9fe::, FORBIDDEN",
        "::127.0.0.1, FORBIDDEN",
        "::8.8.8.8, FORBIDDEN",
        "::ffff:0:127.0.0.1, FORBIDDEN",
        "fe80::1, FORBIDDEN",
        "fec0::1, FORBIDDEN",
        "ff02::1, FORBIDDEN",
    })
    void formsThatHideAnAddressAreJudgedByWhatTheyHide(String text, AddressKind kind) throws Exception {
        assertThat(AddressKind.of(address(text))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, LOOPBACK", "169.254.169.254, FORBIDDEN", "10.1.2.3, PRIVATE", "8.8.8.8, PUBLIC"})
    void mappedAddressesAreTheIpv4AddressAlsoWhereJavaLeavesThemAsTheyAre(String text, AddressKind kind)
            throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(address(text).getAddress(), 0, mapped, 12, 4);
        InetAddress kept = java.net.Inet6Address.getByAddress("", mapped, 0);
        assertThat(kept.getAddress()).hasSize(16);
        assertThat(AddressKind.of(kept)).isEqualTo(kind);
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private static InetAddress next(InetAddress address, int step) throws UnknownHostException {
        byte[] bytes = address.getAddress();
        for (int i = bytes.length - 1; i >= 0; i--) {
            bytes[i] += (byte) step;
            if (bytes[i] != (byte) (step > 0 ? 0 : -1)) {
                break;
            }
        }
        return InetAddress.getByAddress(bytes);
    }
}
