package org.intelligentmirror.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of IP addresses such as {@code 10.0.0.0/8} or {@code ::1/128}. An IPv4-mapped IPv6 address counts as IPv4.
 *
 * @param network address with every host bit zero
 * @param prefixBits 0 to 32, or to 128 for IPv6
 */
public record Cidr(InetAddress network, int prefixBits) {
    private static final Pattern ZEROS = Pattern.compile("\\b0(:0)+\\b");

    /** The block written as {@code address/bits} or as a bare address; empty if it is neither or has host bits set. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        // Only literals: a name here would be looked up, and change its meaning with the resolver's mood.
        if (address.isEmpty() || !address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        if (address.indexOf(':') < 0 && !address.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return Optional.empty();
        }
        try {
            InetAddress network = InetAddress.getByName(address);
            int width = network.getAddress().length * 8;
            int bits = slash < 0 ? width : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0
                    || bits > width
                    || (slash >= 0 && !text.substring(slash + 1).matches("\\d{1,3}"))) {
                return Optional.empty();
            }
            Cidr block = new Cidr(network, bits);
            return block.hasHostBits() ? Optional.empty() : Optional.of(block);
        } catch (UnknownHostException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether {@code address} lies in this block. */
    public boolean contains(InetAddress address) {
        byte[] theirs = address.getAddress();
        byte[] ours = network.getAddress();
        if (theirs.length != ours.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((theirs[bit / 8] & mask) != (ours[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasHostBits() {
        byte[] ours = network.getAddress();
        for (int bit = prefixBits; bit < ours.length * 8; bit++) {
            if ((ours[bit / 8] & (0x80 >> (bit % 8))) != 0) {
                return true;
            }
        }
        return false;
    }

    /** {@code address/bits}; the longest run of zeros in an IPv6 address is left out. */
    @Override
    public String toString() {
        String address = network.getHostAddress();
        String zeros = "";
        Matcher run = ZEROS.matcher(address);
        while (run.find()) {
            zeros = run.group().length() > zeros.length() ? run.group() : zeros;
        }
        return (zeros.isEmpty() ? address : address.replaceFirst(":?\\b" + zeros + "\\b:?", "::")) + "/" + prefixBits;
    }
}
