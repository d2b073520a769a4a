package org.intelligentmirror.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The index files of a repository, made of what it says its packages are. */
public final class Repository {
    private Repository() {}

    /** A list of binary packages by path. */
    public static byte[] packages(Map<String, byte[]> files) {
        return packages(files, "SHA256");
    }

    /** A list that gives one kind of digest: {@code SHA256} or {@code SHA512}. */
    public static byte[] packages(Map<String, byte[]> files, String algorithm) {
        StringBuilder text = new StringBuilder();
        each(
                files,
                (path, bytes) -> text.append("Package: p\nVersion: 1\nFilename: ")
                        .append(path)
                        .append("\nSize: ")
                        .append(bytes.length)
                        .append('\n')
                        .append(algorithm)
                        .append(": ")
                        .append(digest(algorithm, bytes))
                        .append("\n\n"));
        return utf8(text);
    }

    /** A list of source packages that are all in one directory. */
    public static byte[] sources(String directory, Map<String, byte[]> files) {
        StringBuilder text =
                new StringBuilder("Package: s\nVersion: 1\nDirectory: " + directory + "\nChecksums-Sha256:\n");
        each(files, (name, bytes) -> line(text, "SHA256", name, bytes));
        return utf8(text.append('\n'));
    }

    /** A {@code Release} of these index files; {@code label} makes two with the same files differ. */
    public static byte[] release(String label, Map<String, byte[]> files) {
        return release(label, files, "SHA256");
    }

    /** A {@code Release} that gives one kind of digest. */
    public static byte[] release(String label, Map<String, byte[]> files, String algorithm) {
        StringBuilder text = new StringBuilder("Label: " + label + "\n" + algorithm + ":\n");
        each(files, (path, bytes) -> line(text, algorithm, path, bytes));
        return utf8(text);
    }

    /** The same inside a clear-signed message. */
    public static byte[] inRelease(String label, Map<String, byte[]> files) {
        String text = new String(release(label, files), StandardCharsets.UTF_8);
        return ("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + text
                        + "-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A {@code primary.xml} by location. */
    public static byte[] primary(Map<String, byte[]> files) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<metadata"
                + " xmlns=\"http://linux.duke.edu/metadata/common\" packages=\"" + files.size() + "\">\n");
        each(
                files,
                (path, bytes) -> xml.append("<package type=\"rpm\"><name>p</name><arch>noarch</arch>")
                        .append("<checksum type=\"sha256\" pkgid=\"YES\">")
                        .append(digest("SHA256", bytes))
                        .append("</checksum><size package=\"")
                        .append(bytes.length)
                        .append("\" installed=\"1\" archive=\"1\"/><location href=\"")
                        .append(path)
                        .append("\"/></package>\n"));
        return utf8(xml.append("</metadata>\n"));
    }

    /** A {@code repomd.xml} of one {@code primary.xml}. */
    public static byte[] repomd(byte[] primary) {
        String sha256 = digest("SHA256", primary);
        return ("<?xml version=\"1.0\"?>\n<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"><revision>1</revision>"
                        + "<data type=\"primary\"><checksum type=\"sha256\">" + sha256 + "</checksum>"
                        + "<location href=\"repodata/" + sha256 + "-primary.xml\"/><size>" + primary.length
                        + "</size></data></repomd>\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The digest in lower-case hexadecimal digits; the algorithm as indexes call it. */
    public static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm.replace("SHA", "SHA-"))
                            .digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void line(StringBuilder text, String algorithm, String name, byte[] bytes) {
        text.append(' ')
                .append(digest(algorithm, bytes))
                .append(' ')
                .append(bytes.length)
                .append(' ')
                .append(name)
                .append('\n');
    }

    private static void each(Map<String, byte[]> files, BiConsumer<String, byte[]> what) {
        new TreeMap<>(files).forEach(what);
    }

    private static byte[] utf8(StringBuilder text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
