package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real dnf with an empty install root and a cache of its own. */
final class DnfClient implements AutoCloseable {
    private final Path root = Folders.temporary("dnf-client");
    private final int proxyPort;
    private final String repositoryUrl;

    DnfClient(int proxyPort, String repositoryUrl) {
        this.proxyPort = proxyPort;
        this.repositoryUrl = repositoryUrl;
        try {
            Files.createDirectory(root.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetches the metadata, if it is not here yet, and the package; its bytes. */
    byte[] download(String name) {
        Path target = root.resolve("packages");
        dnf("install", "--downloadonly", "--downloaddir=" + target, name).succeeded();
        try {
            return Files.readAllBytes(target.resolve(name + "-1.0-1.noarch.rpm"));
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
        List<String> all = new ArrayList<>(List.of("dnf", "-y", "--quiet", "--nogpgcheck", "--releasever=1"));
        all.add("--installroot=" + root.resolve("root"));
        all.add("--repofrompath=im," + repositoryUrl);
        all.add("--repo=im");
        for (String option : List.of(
                "reposdir=/dev/null",
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
