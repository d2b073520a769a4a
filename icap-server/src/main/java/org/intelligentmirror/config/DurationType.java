package org.intelligentmirror.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A length of time: a whole number and {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}; or 0 where that is
 * allowed.
 *
 * @param zero what 0 stands for when it means more than no time
 */
record DurationType(Duration min, Duration max, Optional<String> zero) implements KeyType<Duration> {
    // 12 digits of days still fit a Duration.
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

    /** A duration from {@code min} to {@code max}, both as they are written in TOML. */
    static DurationType from(String min, String max) {
        return new DurationType(parse(min).orElseThrow(), parse(max).orElseThrow(), Optional.empty());
    }

    /** The same bounds with a meaning for 0. */
    DurationType withZero(String meaning) {
        return new DurationType(min, max, Optional.of(meaning));
    }

    @Override
    public String describe() {
        return "a duration from " + written(min) + " to " + written(max)
                + zero.map(meaning -> "; 0 is " + meaning).orElse("");
    }

    @Override
    public Optional<Duration> read(JsonNode node, ValueContext at) {
        Optional<Duration> duration = Optional.empty();
        if (node.isString()) {
            duration = parse(node.asString());
        } else if (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() == 0) {
            duration = Optional.of(Duration.ZERO);
        }
        if (duration.isEmpty()) {
            return at.refuse("must be a duration such as \"30s\", \"500ms\" or \"7d\", not " + KeyType.shown(node));
        }
        if (duration.get().compareTo(min) < 0 || duration.get().compareTo(max) > 0) {
            return at.refuse("must be " + describe() + ", not " + KeyType.shown(node));
        }
        return duration;
    }

    private static Optional<Duration> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(unit(form.group(2)).multipliedBy(Long.parseLong(form.group(1))))
                : Optional.empty();
    }

    private static Duration unit(String name) {
        return switch (name) {
            case "d" -> Duration.ofDays(1);
            case "h" -> Duration.ofHours(1);
            case "m" -> Duration.ofMinutes(1);
            case "s" -> Duration.ofSeconds(1);
            default -> Duration.ofMillis(1);
        };
    }

    @Override
    public String render(Duration value) {
        return KeyType.string(written(value));
    }

    /** In the largest unit that says it exactly. */
    static String written(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        for (String name : UNITS) {
            long unit = unit(name).toMillis();
            if (millis % unit == 0) {
                return millis / unit + name;
            }
        }
        return millis + "ms";
    }
}
