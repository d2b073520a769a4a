package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The store as an operator sees it: files named by the SHA-256 of their bytes. */
record StoreView(Path directory) {
    private static final int BLOCK = 4096;

    /** Digests of all stored packages. */
    Set<String> digests() {
        Path blobs = directory.resolve("blobs/sha256");
        if (!Files.isDirectory(blobs)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of disk space that packages, and captures under way, take; blocks are of 4 KiB. */
    long allocatedBytes() {
        String sizes = Command.run("find", directory + "/blobs", directory + "/tmp", "-type", "f", "-printf", "%s\\n")
                .out();
        return sizes.lines()
                .mapToLong(size -> (Long.parseLong(size) + BLOCK - 1) / BLOCK * BLOCK)
                .sum();
    }

    /** Where the package with this digest is, or would be. */
    Path blob(String sha256) {
        return directory
                .resolve("blobs/sha256")
                .resolve(sha256.substring(0, 2))
                .resolve(sha256.substring(2, 4))
                .resolve(sha256);
    }

    /** Whether exactly these bytes are stored under their digest. */
    boolean holds(byte[] bytes) {
        Path blob = blob(Samples.sha256(bytes));
        try {
            return Files.exists(blob) && java.util.Arrays.equals(Files.readAllBytes(blob), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
