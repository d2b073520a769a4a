package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.intelligentmirror.repository.ListedPath.Notation;
import org.jspecify.annotations.Nullable;

/** Reads {@code Release} and {@code InRelease}: one stanza, in plain text or clear-signed. */
final class ReleaseParser {
    private static final List<String> TOLD = List.of("Origin", "Label", "Suite", "Codename", "Acquire-By-Hash");
    private static final List<String> FIELDS = List.of(
            "origin", "label", "suite", "codename", "acquire-by-hash", "date", "valid-until", "sha256", "sha512");
    /** After the weekday, which says nothing new, and before the zone, which is always UTC. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM yyyy H:mm:ss", Locale.ENGLISH);

    private ReleaseParser() {}

    static TopIndex parse(InputStream plain, IndexFormat format, IndexBounds bounds) throws IOException {
        LineReader lines = new LineReader(plain, bounds.maxLineBytes());
        ClearSignedText text = new ClearSignedText(lines, format == IndexFormat.IN_RELEASE);
        Deb822Reader stanza = new Deb822Reader(FIELDS, bounds.maxDecompressedBytes());
        boolean ended = false;
        for (String line = text.next(); line != null; line = text.next()) {
            if (!line.isEmpty()) {
                if (ended) {
                    throw lines.malformed("a second stanza");
                }
                stanza.take(line, lines);
            } else {
                ended = stanza.isInStanza();
            }
        }
        text.requireWholeLine();
        if (stanza.isRepeated()) {
            throw lines.malformed("a field given twice");
        }
        return new TopIndex(
                format,
                files(stanza, lines, bounds),
                parseDate(stanza.value("date")),
                validUntil(stanza, lines),
                text.isComplete(),
                told(stanza));
    }

    private static List<ListedFile> files(Deb822Reader stanza, LineReader lines, IndexBounds bounds)
            throws IndexFormatException {
        FileLists lists = new FileLists();
        lists.addSha256(stanza.value("sha256"), lines);
        lists.addSha512(stanza.value("sha512"), lines);
        if (lists.files().size() > bounds.maxEntries()) {
            throw new IndexFormatException(Kind.TOO_MANY_ENTRIES, lines.place(), "more than " + bounds.maxEntries());
        }
        // Several names may be one path, and a path is as contradictory as its names.
        Map<String, Optional<Digests>> byPath = new LinkedHashMap<>();
        for (Map.Entry<String, Optional<Digests>> file : lists.files().entrySet()) {
            if (ListedPath.of(file.getKey(), Notation.FILE_NAME) instanceof ListedPath.Inside inside) {
                byPath.merge(
                        inside.path(), file.getValue(), (one, other) -> one.flatMap(its -> other.flatMap(its::and)));
            }
        }
        List<ListedFile> files = new ArrayList<>();
        byPath.forEach((path, digests) -> digests.ifPresent(
                its -> files.add(new ListedFile(path, IndexFormat.ofListing(path), its, Optional.empty()))));
        return files;
    }

    /** A limit that cannot be read must not pass for none. */
    private static Optional<Instant> validUntil(Deb822Reader stanza, LineReader lines) throws IndexFormatException {
        String value = stanza.value("valid-until");
        Optional<Instant> instant = parseDate(value);
        if (value != null && instant.isEmpty()) {
            throw lines.malformed("Valid-Until is no date");
        }
        return instant;
    }

    /** A date such as {@code Sat, 10 Feb 2024 11:07:25 UTC}; empty if it is none, or in another zone than UTC. */
    static Optional<Instant> parseDate(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.replaceFirst("^[A-Za-z]{3},", "").strip().replaceAll(" +", " ");
        int zone = text.lastIndexOf(' ');
        if (zone < 0 || !List.of("UTC", "GMT", "Z", "+0000").contains(text.substring(zone + 1))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LocalDateTime.parse(text.substring(0, zone), DATE).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> told(Deb822Reader stanza) {
        Map<String, String> fields = new HashMap<>();
        for (String name : TOLD) {
            String octets = stanza.value(name.toLowerCase(Locale.ROOT));
            if (octets != null) {
                fields.put(name, new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
