package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.intelligentmirror.repository.ListedPath.Notation;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;

/** Reads {@code repomd.xml}. */
final class RepomdParser {
    private static final String NAMESPACE = "http://linux.duke.edu/metadata/repo";
    private static final int DATA_DEPTH = 2;
    /** Seconds since 1970 of the latest time believed, in the year 2100; revisions need not be times at all. */
    private static final long LATEST = 4_102_444_800L;

    private final XmlCursor xml;
    private final IndexBounds bounds;
    private final Map<String, Optional<ListedFile>> files = new LinkedHashMap<>();
    private @Nullable String revision;
    private long latest;

    private RepomdParser(XmlCursor xml, IndexBounds bounds) {
        this.xml = xml;
        this.bounds = bounds;
    }

    static TopIndex parse(InputStream plain, IndexBounds bounds) throws IOException {
        XmlCursor xml = new XmlCursor(plain, bounds, NAMESPACE);
        return new RepomdParser(xml, bounds).parse();
    }

    private TopIndex parse() throws IOException {
        int entries = 0;
        while (xml.next()) {
            if (!xml.isStart()) {
                continue;
            }
            if (xml.depth() == 1 && !xml.name().equals("repomd")) {
                throw xml.malformed("the root is not repomd");
            }
            if (xml.depth() == DATA_DEPTH && xml.name().equals("data")) {
                entries++;
                if (entries > bounds.maxEntries()) {
                    throw new IndexFormatException(
                            Kind.TOO_MANY_ENTRIES, xml.place(), "more than " + bounds.maxEntries());
                }
                readFile();
            } else if (xml.depth() == DATA_DEPTH && xml.name().equals("revision")) {
                if (revision != null) {
                    throw xml.malformed("two revisions");
                }
                revision = xml.text();
            }
        }
        List<ListedFile> listed = new ArrayList<>();
        files.values().forEach(file -> file.ifPresent(listed::add));
        return new TopIndex(
                IndexFormat.REPOMD,
                listed,
                date(),
                Optional.empty(),
                true,
                revision == null ? Map.of() : Map.of("Revision", revision));
    }

    private Optional<Instant> date() {
        long seconds = Digests.parseSize(revision == null ? "" : revision).orElse(0);
        if (seconds == 0 || seconds > LATEST) {
            seconds = latest;
        }
        return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private void readFile() throws IOException {
        boolean primary =
                xml.attribute("type").equals("primary") || xml.attribute("type").equals("primary_zck");
        Optional<ListedPath> path = Optional.empty();
        Optional<Digests> file = Optional.of(Digests.NONE);
        Optional<Digests> opened = Optional.of(Digests.NONE);
        while (xml.next() && xml.depth() > DATA_DEPTH) {
            if (!xml.isStart() || xml.depth() != DATA_DEPTH + 1) {
                continue;
            }
            switch (xml.name()) {
                case "location" -> {
                    if (path.isPresent()) {
                        throw xml.malformed("two locations");
                    }
                    path = Optional.of(readLocation(xml));
                }
                case "checksum" -> file = both(file, readChecksum(xml));
                case "open-checksum" -> opened = both(opened, readChecksum(xml));
                case "size" -> file = both(file, readSize());
                case "open-size" -> opened = both(opened, readSize());
                case "timestamp" -> readTimestamp();
                default -> {}
            }
        }
        if (path.isPresent() && path.get() instanceof ListedPath.Inside inside) {
            Optional<IndexFormat> listing = primary ? Optional.of(IndexFormat.PRIMARY) : Optional.empty();
            Optional<Digests> openedIfSaid = opened.filter(digests -> !digests.equals(Digests.NONE));
            Optional<ListedFile> listed = opened.isEmpty()
                    ? Optional.empty()
                    : file.map(digests -> new ListedFile(inside.path(), listing, digests, openedIfSaid));
            files.merge(inside.path(), listed, (one, other) -> one.equals(other) ? one : Optional.empty());
        }
    }

    private static Optional<Digests> both(Optional<Digests> one, Digests other) {
        return one.flatMap(digests -> digests.and(other));
    }

    private Digests readSize() throws IOException {
        return new Digests(Digests.parseSize(xml.text()), Optional.empty(), Optional.empty());
    }

    private void readTimestamp() throws IOException {
        // Some tools write a fraction of a second.
        String seconds = xml.text();
        int point = seconds.indexOf('.');
        long time = Digests.parseSize(point < 0 ? seconds : seconds.substring(0, point))
                .orElse(0);
        latest = time > LATEST ? latest : Math.max(latest, time);
    }

    /** The path in the {@code location} that starts at the cursor. */
    static ListedPath readLocation(XmlCursor xml) {
        return xml.base().isEmpty()
                ? ListedPath.ofText(xml.attribute("href"), Notation.REFERENCE)
                : new ListedPath.Refused(IgnoredReason.OUTSIDE_ROOT);
    }

    /** The digest in the checksum that starts at the cursor; nothing for algorithms that are no proof. */
    static Digests readChecksum(XmlCursor xml) throws IOException {
        String type = xml.attribute("type");
        String hex = xml.text();
        return switch (type) {
            case "sha256" -> new Digests(OptionalLong.empty(), Sha256.parse(hex), Optional.empty());
            case "sha512" -> new Digests(OptionalLong.empty(), Optional.empty(), Digests.parseSha512(hex));
            default -> Digests.NONE;
        };
    }
}
