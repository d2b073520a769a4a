package org.intelligentmirror.kind;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.intelligentmirror.locator.Locator;

/**
 * The register of every kind of package, and the shapes of repository indexes. A new kind is one class and one line
 * here. The shapes are those of the Squid include that sends us requests.
 */
public final class Kinds {
    private static final List<PackageKind> ALL = List.of(new RpmKind(), new DebKind(), new DebianSourceKind());

    /** Index files are named exactly: repositories are case-sensitive. */
    private static final Pattern INDEX = Pattern.compile("/(InRelease|Release|repomd\\.xml|metalink|mirrorlist"
            + "|(Packages|Sources)(\\.(gz|xz|zst|bz2))?)$"
            + "|/by-hash/SHA(256|512)/[0-9a-f]+$"
            + "|/repodata/[^/]+$"
            + "|/Packages\\.diff/");

    /** Index files whose name is their digest; what they hold never changes. */
    private static final Pattern HASH_NAMED =
            Pattern.compile("/by-hash/SHA256/[0-9a-fA-F]{64}$|/repodata/[0-9a-fA-F]{64}-[^/]+$");

    /** As many bytes as any kind needs to be told by. */
    public static final int START_BYTES =
            ALL.stream().mapToInt(PackageKind::magicLength).max().orElse(0);

    private static final PackageKind INDEX_FILE = new IndexFileKind();

    private Kinds() {}

    /** The kind whose packages are named so; a kind wins over an index of the same name. */
    public static Optional<PackageKind> forFileName(String fileName) {
        for (PackageKind kind : ALL) {
            if (kind.matches(fileName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Whether {@code locator} names a repository's index. Only its path counts. */
    public static boolean isIndex(Locator locator) {
        return forFileName(locator.fileName()).isEmpty()
                && INDEX.matcher(locator.path()).find();
    }

    /** The kind of an index file that {@code locator} names by the SHA-256 of its bytes; empty for any other. */
    public static Optional<PackageKind> forHashNamedIndex(Locator locator) {
        return isIndex(locator) && HASH_NAMED.matcher(locator.path()).find()
                ? Optional.of(INDEX_FILE)
                : Optional.empty();
    }

    /**
     * The type of what begins so: the first kind that has a beginning of its own and finds it, else an index file.
     *
     * @param start up to {@link #START_BYTES} of a body, from its first byte
     */
    public static String typeOf(ByteBuffer start) {
        return ALL.stream()
                .filter(kind -> kind.storableUnvouched() && kind.looksRight(start))
                .map(PackageKind::type)
                .findFirst()
                .orElse(INDEX_FILE.type());
    }

    /** The type of index files. */
    public static String indexType() {
        return INDEX_FILE.type();
    }

    /** Every type of package there is, in a fixed order. */
    public static List<String> types() {
        return ALL.stream().map(PackageKind::type).distinct().toList();
    }
}
