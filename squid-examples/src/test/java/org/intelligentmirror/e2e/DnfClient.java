package org.intelligentmirror.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A real dnf with an empty install root and a cache of its own. */
final class DnfClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path root = Folders.temporary("dnf-client");
    private final int proxyPort;

    DnfClient(int proxyPort, String repositoryUrl) {
        this(proxyPort, Map.of("baseurl", repositoryUrl, "gpgcheck", "0"));
    }

    /** A client of one repository with these settings. */
    DnfClient(int proxyPort, Map<String, String> repository) {
        this.proxyPort = proxyPort;
        StringBuilder settings = new StringBuilder("[im]\nname=im\nenabled=1\n");
        repository.forEach(
                (name, value) -> settings.append(name).append('=').append(value).append('\n'));
        try {
            Files.createDirectory(root.resolve("log"));
            Files.createDirectory(root.resolve("repositories"));
            Files.writeString(root.resolve("repositories/im.repo"), settings.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetches the metadata, if it is not here yet, and the package; its bytes. */
    byte[] download(String name) {
        Command.run(words(installing(name))).succeeded();
        return here(name);
    }

    private String[] installing(String name) {
        return new String[] {"install", "--downloadonly", "--downloaddir=" + packages(), name};
    }

    private Path packages() {
        return root.resolve("packages");
    }

    /** What is here of the package. */
    private byte[] here(String name) {
        if (!Files.isDirectory(packages())) {
            return new byte[0];
        }
        try (Stream<Path> files = Files.list(packages())) {
            Optional<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith(name + "-"))
                    .findFirst();
            return found.isPresent() ? Files.readAllBytes(found.get()) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #download}, but dnf is killed when it has so many bytes of the package; what it has then. */
    byte[] downloadUntil(int bytes, String name) {
        ProcessBuilder builder = new ProcessBuilder(words(installing(name)))
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("said").toFile());
        Command.cleanse(builder.environment());
        try {
            Process dnf = builder.start();
            try {
                await("dnf's bytes").atMost(PATIENCE).until(() -> here(name).length >= bytes);
            } finally {
                dnf.destroyForcibly().waitFor();
            }
            return here(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Fetches the metadata only. */
    void makeCache() {
        Command.run(words("makecache")).succeeded();
    }

    @Override
    public void close() {
        Folders.delete(root);
    }

    private List<String> words(String... words) {
        List<String> all = new ArrayList<>(List.of("dnf", "-y", "--quiet", "--releasever=1"));
        all.add("--installroot=" + root.resolve("root"));
        for (String option : List.of(
                "reposdir=" + root.resolve("repositories"),
                "cachedir=" + root.resolve("cache"),
                "logdir=" + root.resolve("log"),
                "proxy=http://127.0.0.1:" + proxyPort,
                "module_platform_id=platform:im1",
                "metadata_expire=-1",
                "zchunk=False",
                "keepcache=1")) {
            all.add("--setopt=" + option);
        }
        all.addAll(List.of(words));
        return all;
    }
}
