package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Small apt repositories: real packages, and indexes that say of them what a test wants. */
final class DebRepository {
    private DebRepository() {}

    /** A package as a list has it. */
    static final class Listed {
        private final String name;
        private final String version;
        private final String fileName;
        private final byte[] bytes;

        private Listed(String name, String version, String fileName, byte[] bytes) {
            this.name = name;
            this.version = version;
            this.fileName = fileName;
            this.bytes = bytes;
        }

        /** As in the field {@code Filename}. */
        String fileName() {
            return fileName;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    /** A package made by dpkg-deb, of a few kilobytes that no other has. */
    static Listed listed(String name, String version, String fileName) {
        Path work = Folders.temporary("deb");
        try {
            Files.createDirectories(work.resolve("tree/DEBIAN"));
            Files.writeString(work.resolve("tree/DEBIAN/control"), """
                    Package: %s
                    Version: %s
                    Architecture: all
                    Maintainer: Tests <tests@localhost>
                    Description: a package for the tests
                    """.formatted(name, version));
            Files.write(work.resolve("tree/payload"), Samples.noise(5_000));
            Path deb = work.resolve("one.deb");
            Command.run("dpkg-deb", "-Znone", "--build", work.resolve("tree").toString(), deb.toString())
                    .succeeded();
            return new Listed(name, version, fileName, Files.readAllBytes(deb));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(work);
        }
    }

    /** A list of these packages that gives one kind of digest: {@code SHA256} or {@code SHA512}. */
    static byte[] packages(List<Listed> packages, String algorithm) {
        StringBuilder text = new StringBuilder();
        for (Listed each : packages) {
            text.append("""
                    Package: %s
                    Version: %s
                    Architecture: all
                    Maintainer: Tests <tests@localhost>
                    Description: a package for the tests
                    Filename: %s
                    Size: %d
                    %s: %s

                    """.formatted(
                            each.name,
                            each.version,
                            each.fileName,
                            each.bytes.length,
                            algorithm,
                            Samples.digest(algorithm, each.bytes)));
        }
        return text(text.toString());
    }

    /** A {@code Release} of suite {@code stable} that lists these files, by path, with one kind of digest. */
    static byte[] release(Map<String, byte[]> files, String algorithm) {
        String fields = """
                Suite: stable
                Codename: stable
                Components: main
                Architectures: amd64 all
                Acquire-By-Hash: yes
                Date: Tue, 03 Feb 2026 04:05:06 UTC
                """;
        return text(fields + algorithm + ":\n" + sums(algorithm, files));
    }

    /** The description of a source package of these files. */
    static byte[] dsc(String name, String version, Map<String, byte[]> files) {
        return text("Format: 3.0 (quilt)\nSource: " + name + "\nVersion: " + version + "\nChecksums-Sha256:\n"
                + sums("SHA256", files));
    }

    /** A list of one source package, whose files are in one directory. */
    static byte[] sources(String name, String version, String directory, Map<String, byte[]> files) {
        return text("Package: " + name + "\nBinary: " + name + "\nVersion: " + version + "\nDirectory: " + directory
                + "\nChecksums-Sha256:\n" + sums("SHA256", files) + "\n");
    }

    private static String sums(String algorithm, Map<String, byte[]> files) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, byte[]> each : new TreeMap<>(files).entrySet()) {
            byte[] body = each.getValue();
            text.append(" %s %d %s\n".formatted(Samples.digest(algorithm, body), body.length, each.getKey()));
        }
        return text.toString();
    }

    /** What turns one text into another, for {@code ed}. */
    static byte[] edScript(byte[] before, byte[] after) {
        Path work = Folders.temporary("diff");
        try {
            Path one = Files.write(work.resolve("one"), before);
            Path two = Files.write(work.resolve("two"), after);
            // It exits with 1 where they differ.
            return text(
                    Command.run("diff", "--ed", one.toString(), two.toString()).out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(work);
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What {@code gzip}, {@code xz}, {@code bzip2} or {@code zstd} makes of it. */
    static byte[] compressed(String program, byte[] body) {
        Path work = Folders.temporary("compress");
        try {
            Path file = Files.write(work.resolve("plain"), body);
            Path packed = work.resolve("packed");
            Command.run("sh", "-ec", program + " -c <" + file + " >" + packed).succeeded();
            return Files.readAllBytes(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(work);
        }
    }
}
