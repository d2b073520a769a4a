package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.intelligentmirror.repository.ListedPath.Notation;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;

/** Reads {@code Packages} and {@code Sources}: a stanza a package, blank lines between. */
final class StanzaListParser {
    private static final List<String> PACKAGE_FIELDS = List.of("filename", "size", "sha256", "sha512");
    private static final List<String> SOURCE_FIELDS = List.of("directory", "checksums-sha256", "checksums-sha512");

    private final boolean sources;
    private final Deb822Reader stanza;
    private final LineReader lines;
    private final ListingTeller teller;

    StanzaListParser(InputStream text, IndexFormat format, IndexBounds bounds, ListingTeller teller) {
        this.sources = format == IndexFormat.SOURCES;
        this.stanza = new Deb822Reader(sources ? SOURCE_FIELDS : PACKAGE_FIELDS, bounds.maxLineBytes());
        this.lines = new LineReader(text, bounds.maxLineBytes());
        this.teller = teller;
    }

    void parse() throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (!line.isEmpty()) {
                stanza.take(line, lines);
            } else if (stanza.isInStanza()) {
                endStanza(true);
            }
        }
        if (!lines.isTerminated()) {
            // Half a line is half a path or digest as well as a whole one.
            throw new IndexFormatException(Kind.TRUNCATED, lines.place(), "the last line has no end");
        }
        if (stanza.isInStanza()) {
            endStanza(false);
        }
    }

    /** @param ended whether its end was seen: no further field of it was cut off */
    private void endStanza(boolean ended) throws IndexFormatException {
        if (stanza.isRepeated()) {
            teller.ignore(IgnoredReason.AMBIGUOUS, lines.place());
        } else if (sources) {
            tellSource(ended);
        } else {
            tellPackage();
        }
        stanza.clear();
    }

    private void tellPackage() throws IndexFormatException {
        String fileName = stanza.value("filename");
        ListedPath path = ListedPath.of(fileName == null ? "" : fileName, Notation.FILE_NAME);
        Digests digests = new Digests(
                Digests.parseSize(orEmpty(stanza.value("size"))),
                Sha256.parse(orEmpty(stanza.value("sha256"))),
                Digests.parseSha512(orEmpty(stanza.value("sha512"))));
        teller.tell(path, digests, lines.place());
    }

    private void tellSource(boolean ended) throws IndexFormatException {
        FileLists lists = new FileLists();
        lists.addSha256(stanza.value("checksums-sha256"), lines);
        lists.addSha512(stanza.value("checksums-sha512"), lines);
        if (lists.files().isEmpty()) {
            teller.ignore(IgnoredReason.NO_PROOF, lines.place());
            return;
        }
        // None at all is the root, apt-ftparchive writes it so, or has been cut off.
        String directory = orEmpty(stanza.value("directory"));
        boolean unknown = directory.isEmpty() && !ended;
        String prefix = directory.isEmpty() || directory.equals(".")
                ? ""
                : directory.endsWith("/") ? directory : directory + "/";
        for (Map.Entry<String, Optional<Digests>> file : lists.files().entrySet()) {
            if (unknown || file.getKey().indexOf('/') >= 0) {
                teller.ignore(IgnoredReason.BAD_PATH, lines.place());
            } else if (file.getValue().isEmpty()) {
                teller.ignore(IgnoredReason.AMBIGUOUS, lines.place());
            } else {
                ListedPath path = ListedPath.of(prefix + file.getKey(), Notation.FILE_NAME);
                teller.tell(path, file.getValue().get(), lines.place());
            }
        }
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
