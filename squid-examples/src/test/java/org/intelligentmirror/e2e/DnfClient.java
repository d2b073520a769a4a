package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real dnf with an empty install root and a cache of its own. */
final class DnfClient implements AutoCloseable {
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
        Path target = root.resolve("packages");
        dnf("install", "--downloadonly", "--downloaddir=" + target, name).succeeded();
        try (Stream<Path> packages = Files.list(target)) {
            Path found = packages.filter(file -> file.getFileName().toString().startsWith(name + "-"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllBytes(found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetches the metadata only. */
    void makeCache() {
        dnf("makecache").succeeded();
    }

    @Override
    public void close() {
        Folders.delete(root);
    }

    private Command.Result dnf(String... words) {
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
        return Command.run(all);
    }
}
