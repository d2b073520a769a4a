package org.intelligentmirror.repository;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;

/** Brings paths as indexes list them into the form they have in a {@link Locator}, and refuses those that leave it. */
sealed interface ListedPath {
    /**
     * A path below the root.
     *
     * @param path normalised, without a leading slash: appended to the root it is a {@link Locator#place}
     */
    record Inside(String path) implements ListedPath {}

    /** A path that is not used. */
    record Refused(IgnoredReason reason) implements ListedPath {}

    /** How a listed path becomes part of a URL. */
    enum Notation {
        /** A file's name, which apt escapes: a percent sign stands for itself. */
        FILE_NAME,
        /** A relative reference, which dnf appends as it is: {@code %2B} is a plus. */
        REFERENCE
    }

    /** Stands for any root: paths are judged without knowing where they lead. */
    String ANY_ROOT = "http://root/";

    HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

    /**
     * Judges one path.
     *
     * @param octets one character per byte
     */
    static ListedPath of(String octets, Notation notation) {
        String path = octets;
        while (path.startsWith("./")) {
            path = path.substring(2);
        }
        if (path.startsWith("/") || path.contains("://")) {
            return new Refused(IgnoredReason.OUTSIDE_ROOT);
        }
        if (path.isEmpty() || path.endsWith("/") || path.length() > LocatorParser.MAX_LENGTH) {
            return new Refused(IgnoredReason.BAD_PATH);
        }
        Optional<Locator> locator = escaped(path, notation).flatMap(text -> LocatorParser.parse(ANY_ROOT + text));
        if (locator.isPresent()) {
            return new Inside(locator.get().place().substring(ANY_ROOT.length()));
        }
        boolean climbs = path.contains("..") || path.toLowerCase(Locale.ROOT).contains("%2e");
        return new Refused(climbs ? IgnoredReason.OUTSIDE_ROOT : IgnoredReason.BAD_PATH);
    }

    /** The same for text decoded already, as XML is. */
    static ListedPath ofText(String text, Notation notation) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return of(new String(bytes, StandardCharsets.ISO_8859_1), notation);
    }

    private static Optional<String> escaped(String path, Notation notation) {
        StringBuilder out = new StringBuilder(path.length() + 16);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean mark = c == '#' || c == '?';
            if (c < ' ' || c == 0x7f || (mark && notation == Notation.REFERENCE)) {
                return Optional.empty();
            }
            if (mark || c == ' ' || c > 0x7f || (c == '%' && notation == Notation.FILE_NAME)) {
                out.append('%').append(UPPER_HEX.toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        return Optional.of(out.toString());
    }
}
