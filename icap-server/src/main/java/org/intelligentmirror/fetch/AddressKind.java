package org.intelligentmirror.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.intelligentmirror.config.Cidr;

/** What reaching an IP address would mean, by the registries of special-purpose addresses (RFC 6890). */
enum AddressKind {
    /** Anybody's. */
    PUBLIC,
    /** Of the operator's own networks (RFC 1918, RFC 4193, shared and benchmarking space). */
    PRIVATE,
    /** This machine. */
    LOOPBACK,
    /**
     * Never contacted: link-local and other places where clouds keep their metadata, multicast, broadcast, unspecified,
     * reserved, documentation, and IPv6 forms that stand for an IPv4 address that is not public.
     */
    FORBIDDEN;

    /** The first block that holds an address decides; an address in none of its family's is as the last. */
    private record Row(Cidr block, AddressKind kind) {}

    private static final List<Row> IPV4 = List.of(
            row("100.100.100.200/32", FORBIDDEN), // a cloud's metadata inside shared space
            row("168.63.129.16/32", FORBIDDEN), // a cloud's host agent at a public address
            row("0.0.0.0/8", FORBIDDEN),
            row("10.0.0.0/8", PRIVATE),
            row("100.64.0.0/10", PRIVATE),
            row("127.0.0.0/8", LOOPBACK),
            row("169.254.0.0/16", FORBIDDEN),
            row("172.16.0.0/12", PRIVATE),
            row("192.0.0.0/24", FORBIDDEN),
            row("192.0.2.0/24", FORBIDDEN),
            row("192.88.99.0/24", FORBIDDEN),
            row("192.168.0.0/16", PRIVATE),
            row("198.18.0.0/15", PRIVATE),
            row("198.51.100.0/24", FORBIDDEN),
            row("203.0.113.0/24", FORBIDDEN),
            row("224.0.0.0/3", FORBIDDEN), // multicast, reserved, broadcast
            row("0.0.0.0/0", PUBLIC));

    private static final List<Row> IPV6 = List.of(
            row("::1/128", LOOPBACK),
            row("fd00:ec2::254/128", FORBIDDEN), // clouds' metadata inside unique local space
            row("fd20:ce::254/128", FORBIDDEN),
            row("fc00::/7", PRIVATE),
            row("2001::/23", FORBIDDEN), // Teredo and other protocols' own
            row("2001:db8::/32", FORBIDDEN),
            row("3fff::/20", FORBIDDEN),
            row("2000::/3", PUBLIC),
            row("::/0", FORBIDDEN));

    private static final Cidr SIX_TO_FOUR = block("2002::/16");
    private static final Cidr NAT64 = block("64:ff9b::/96");
    private static final int IPV4_LENGTH = 4;
    private static final int MAPPED_AT = 12;
    private static final int SIX_TO_FOUR_AT = 2;

    /** The kind of {@code address}. An IPv4-mapped address is the IPv4 address, for the kernel too. */
    static AddressKind of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4_LENGTH) {
            return first(IPV4, address);
        }
        if (isMapped(bytes)) {
            return of(embedded(bytes, MAPPED_AT));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return translated(embedded(bytes, SIX_TO_FOUR_AT));
        }
        if (NAT64.contains(address)) {
            return translated(embedded(bytes, MAPPED_AT));
        }
        return first(IPV6, address);
    }

    /** RFC 3056 section 2 and RFC 6052 section 3.1: only a public IPv4 address has such a form. */
    private static AddressKind translated(InetAddress ipv4) {
        return of(ipv4) == PUBLIC ? PUBLIC : FORBIDDEN;
    }

    private static AddressKind first(List<Row> rows, InetAddress address) {
        for (Row row : rows) {
            if (row.block.contains(address)) {
                return row.kind;
            }
        }
        throw new IllegalStateException("the last row holds every address");
    }

    private static boolean isMapped(byte[] ipv6) {
        for (int i = 0; i < MAPPED_AT - 2; i++) {
            if (ipv6[i] != 0) {
                return false;
            }
        }
        return ipv6[MAPPED_AT - 2] == -1 && ipv6[MAPPED_AT - 1] == -1;
    }

    private static InetAddress embedded(byte[] ipv6, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(ipv6, at, at + IPV4_LENGTH));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static Row row(String block, AddressKind kind) {
        return new Row(block(block), kind);
    }

    private static Cidr block(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
