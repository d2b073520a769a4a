package org.intelligentmirror.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Types that are a word, a number, a path or a text. */
final class PlainTypes {
    /** Characters of a path or a text. */
    static final int MAX_TEXT = 4096;

    private PlainTypes() {}

    /** {@code true} or {@code false}. */
    static final KeyType<Boolean> BOOL = new KeyType<>() {
        @Override
        public String describe() {
            return "true or false";
        }

        @Override
        public Optional<Boolean> read(JsonNode node, ValueContext at) {
            return node.isBoolean()
                    ? Optional.of(node.booleanValue())
                    : at.refuse("must be true or false, not " + KeyType.shown(node));
        }

        @Override
        public String render(Boolean value) {
            return value.toString();
        }
    };

    /** A file or directory, made absolute. */
    static final KeyType<Path> PATH = new KeyType<>() {
        @Override
        public String describe() {
            return "a path; a relative one starts at this file's directory";
        }

        @Override
        public Optional<Path> read(JsonNode node, ValueContext at) {
            if (!node.isString() || node.asString().isBlank() || node.asString().length() > MAX_TEXT) {
                return at.refuse("must be a path of 1 to " + MAX_TEXT + " characters, not " + KeyType.shown(node));
            }
            try {
                return Optional.of(at.base().resolve(node.asString()).normalize());
            } catch (InvalidPathException e) {
                return at.refuse("is not a path: " + Findings.quote(e.getReason()));
            }
        }

        @Override
        public String render(Path value) {
            return KeyType.string(value.toString());
        }
    };

    /** A whole number from {@code min} to {@code max}. */
    static KeyType<Integer> count(int min, int max) {
        return new KeyType<>() {
            @Override
            public String describe() {
                return min + " to " + max;
            }

            @Override
            public Optional<Integer> read(JsonNode node, ValueContext at) {
                if (!node.isIntegralNumber()) {
                    return at.refuse("must be a whole number, not " + KeyType.shown(node));
                }
                if (!node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
                    return at.refuse("must be " + describe() + ", not " + KeyType.shown(node));
                }
                return Optional.of(node.intValue());
            }

            @Override
            public String render(Integer value) {
                return value.toString();
            }
        };
    }

    /** A number from 0 to 1. */
    static final KeyType<Double> SHARE = new KeyType<>() {
        @Override
        public String describe() {
            return "0.0 to 1.0";
        }

        @Override
        public Optional<Double> read(JsonNode node, ValueContext at) {
            // A number past a double becomes NaN, and written this way round NaN is refused.
            double value = node.isNumber() ? node.doubleValue(Double.NaN) : Double.NaN;
            if (value >= 0 && value <= 1) {
                return Optional.of(value + 0.0);
            }
            return at.refuse("must be a number from 0.0 to 1.0, not " + KeyType.shown(node));
        }

        @Override
        public String render(Double value) {
            return value.toString();
        }
    };

    /** One of an enum's constants, in lower case. */
    static <E extends Enum<E>> KeyType<E> word(Class<E> words) {
        return new KeyType<>() {
            @Override
            public String describe() {
                return Arrays.stream(words.getEnumConstants()).map(this::render).collect(Collectors.joining(", "));
            }

            @Override
            public Optional<E> read(JsonNode node, ValueContext at) {
                for (E word : words.getEnumConstants()) {
                    if (node.isString() && node.asString().equals(word.name().toLowerCase(Locale.ROOT))) {
                        return Optional.of(word);
                    }
                }
                return at.refuse("must be one of " + describe() + ", not " + KeyType.shown(node));
            }

            @Override
            public String render(E value) {
                return KeyType.string(value.name().toLowerCase(Locale.ROOT));
            }
        };
    }

    /** A string that matches {@code form} whole. */
    static KeyType<String> text(String description, Pattern form) {
        return new KeyType<>() {
            @Override
            public String describe() {
                return description;
            }

            @Override
            public Optional<String> read(JsonNode node, ValueContext at) {
                boolean fits = node.isString()
                        && node.asString().length() <= MAX_TEXT
                        && form.matcher(node.asString()).matches();
                return fits
                        ? Optional.of(node.asString())
                        : at.refuse("must be " + description + ", not " + KeyType.shown(node));
            }

            @Override
            public String render(String value) {
                return KeyType.string(value);
            }
        };
    }
}
