package org.intelligentmirror.repository;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringTokenizer;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lists "digest size name", one file a line, that {@code Release} and {@code Sources} hold per algorithm, and
 * joins them by name.
 */
final class FileLists {
    private final Map<String, Optional<Digests>> files = new LinkedHashMap<>();

    /**
     * Adds a list of SHA-256 digests.
     *
     * @param list its lines; null is an empty list
     */
    void addSha256(@Nullable String list, LineReader place) throws IndexFormatException {
        add(list, true, place);
    }

    /** Adds a list of SHA-512 digests in the same way. */
    void addSha512(@Nullable String list, LineReader place) throws IndexFormatException {
        add(list, false, place);
    }

    private void add(@Nullable String list, boolean sha256, LineReader place) throws IndexFormatException {
        if (list == null) {
            return;
        }
        StringTokenizer lines = new StringTokenizer(list, "\n");
        while (lines.hasMoreTokens()) {
            StringTokenizer words = new StringTokenizer(lines.nextToken(), " \t");
            if (words.countTokens() != 3) {
                throw place.malformed("not a digest, a size and a name");
            }
            String hex = words.nextToken();
            OptionalLong size = Digests.parseSize(words.nextToken());
            Digests listed = sha256
                    ? new Digests(size, Sha256.parse(hex), Optional.empty())
                    : new Digests(size, Optional.empty(), Digests.parseSha512(hex));
            if (size.isEmpty() || !listed.isProof()) {
                throw place.malformed("a digest or size that is none");
            }
            files.merge(words.nextToken(), Optional.of(listed), (one, other) -> one.flatMap(d -> d.and(listed)));
        }
    }

    /** What is listed by name, one character per byte; nothing for a name with contradictions. */
    Map<String, Optional<Digests>> files() {
        return files;
    }
}
