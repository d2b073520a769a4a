package org.intelligentmirror.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A number of bytes: an integer, or a string such as {@code "64MB"} (10^6) or {@code "10GiB"} (2^30).
 *
 * @param min smallest value
 * @param max largest value
 * @param zero what 0 stands for when {@code min} is larger, or means more than nothing; empty if 0 is like any number
 */
record SizeType(long min, long max, Optional<String> zero) implements KeyType<Long> {
    /** Largest size any key takes: 1 EiB. */
    static final long MAX_BYTES = 1L << 60;

    private static final Pattern FORM = Pattern.compile("(\\d{1,19}) ?([kKMGTP]i?)?B?");
    private static final String PREFIXES = "KMGTP";
    private static final Map<Long, String> UNITS = units();

    /** Any size, 0 being unlimited. */
    static final SizeType UNLIMITED = new SizeType(0, MAX_BYTES, Optional.of("unlimited"));

    /** A size from {@code min} to {@code max}. */
    static SizeType from(long min, long max) {
        return new SizeType(min, max, Optional.empty());
    }

    @Override
    public String describe() {
        String bounds = min == 0 && max == MAX_BYTES ? "a size" : "a size from " + written(min) + " to " + written(max);
        return bounds + zero.map(meaning -> "; 0 is " + meaning).orElse("");
    }

    @Override
    public Optional<Long> read(JsonNode node, ValueContext at) {
        Optional<Long> bytes = Optional.empty();
        if (node.isIntegralNumber()) {
            bytes = node.canConvertToLong() ? Optional.of(node.longValue()) : Optional.of(Long.MAX_VALUE);
        } else if (node.isString()) {
            bytes = parse(node.asString());
        }
        if (bytes.isEmpty()) {
            return at.refuse(
                    "must be a number of bytes or a size such as \"64MB\" or \"10GiB\", not " + KeyType.shown(node));
        }
        boolean inBounds = bytes.get() >= min && bytes.get() <= max;
        if (!inBounds && !(bytes.get() == 0 && zero.isPresent())) {
            return at.refuse("must be " + describe() + ", not " + KeyType.shown(node));
        }
        return bytes;
    }

    /** Bytes {@code text} stands for; a product past a long counts as the largest long. */
    static Optional<Long> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String unit = form.group(2) == null ? "" : form.group(2);
        long factor = unit.isEmpty() ? 1 : factor(unit);
        try {
            return Optional.of(Math.multiplyExact(Long.parseLong(form.group(1)), factor));
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.of(Long.MAX_VALUE);
        }
    }

    private static long factor(String unit) {
        int power = PREFIXES.indexOf(unit.substring(0, 1).toUpperCase(Locale.ROOT)) + 1;
        long step = unit.length() == 2 ? 1024 : 1000;
        long factor = 1;
        for (int i = 0; i < power; i++) {
            factor *= step;
        }
        return factor;
    }

    private static Map<Long, String> units() {
        Map<Long, String> units = new TreeMap<>((a, b) -> Long.compare(b, a));
        for (int i = 0; i < PREFIXES.length(); i++) {
            String prefix = PREFIXES.substring(i, i + 1);
            units.put(factor(prefix), prefix + "B");
            units.put(factor(prefix + "i"), prefix + "iB");
        }
        return units;
    }

    @Override
    public String render(Long value) {
        String written = written(value);
        return written.endsWith("B") ? KeyType.string(written) : written;
    }

    /** The shortest exact spelling: {@code 100MB}, {@code 16KiB}, {@code 65535}. */
    static String written(long bytes) {
        String shortest = Long.toString(bytes);
        for (Map.Entry<Long, String> unit : UNITS.entrySet()) {
            if (bytes > 0 && bytes % unit.getKey() == 0) {
                String written = bytes / unit.getKey() + unit.getValue();
                shortest = shortest.endsWith("B") && shortest.length() <= written.length() ? shortest : written;
            }
        }
        return shortest;
    }
}
