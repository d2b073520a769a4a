package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** A real apt-get with a root of its own, as on a machine that never saw the repository. */
final class AptClient implements AutoCloseable {
    private final Path root = Folders.temporary("apt-client");
    private final int proxyPort;

    AptClient(int proxyPort, String repositoryUrl) {
        this(proxyPort, repositoryUrl, "stable main");
    }

    /** A client of a repository without suites: its indexes lie beside its packages. */
    static AptClient flat(int proxyPort, String repositoryUrl) {
        return new AptClient(proxyPort, repositoryUrl, "/");
    }

    private AptClient(int proxyPort, String repositoryUrl, String suite) {
        this.proxyPort = proxyPort;
        try {
            for (String folder : List.of(
                    "etc/apt.conf.d",
                    "etc/preferences.d",
                    "etc/trusted.gpg.d",
                    "state/lists/partial",
                    "cache/archives/partial",
                    "log")) {
                Files.createDirectories(root.resolve(folder));
            }
            Files.writeString(
                    root.resolve("etc/sources.list"), "deb [trusted=yes] " + repositoryUrl + " " + suite + "\n");
            Files.writeString(root.resolve("status"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetches the indexes and the package; its bytes. */
    byte[] download(String name) {
        apt("update").succeeded();
        return downloadKnown(name);
    }

    /** Fetches the package with the indexes as they are. */
    byte[] downloadKnown(String name) {
        apt("install", "--download-only", "-y", name).succeeded();
        try {
            return Files.readAllBytes(root.resolve("cache/archives/" + name + "_1.0-1_all.deb"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves the beginning of the package as a download that broke off would, with the origin's time. */
    void hasPartOf(String name, byte[] beginning) {
        try {
            Path part = root.resolve("cache/archives/partial/" + name + "_1.0-1_all.deb");
            Files.write(part, beginning);
            Instant modified = ZonedDateTime.parse(Mirror.LAST_MODIFIED, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Files.setLastModifiedTime(part, FileTime.from(modified));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void update() {
        apt("update").succeeded();
    }

    @Override
    public void close() {
        Folders.delete(root);
    }

    private Command.Result apt(String... words) {
        List<String> all = new ArrayList<>(List.of("apt-get", "-q"));
        for (String option : List.of(
                "Dir::Etc=" + root.resolve("etc"),
                "Dir::Etc::sourcelist=" + root.resolve("etc/sources.list"),
                "Dir::Etc::sourceparts=/dev/null",
                "Dir::State=" + root.resolve("state"),
                "Dir::State::status=" + root.resolve("status"),
                "Dir::Cache=" + root.resolve("cache"),
                "Dir::Log=" + root.resolve("log"),
                "APT::Architecture=amd64",
                "APT::Architectures::=amd64",
                "APT::Sandbox::User=root",
                "APT::Get::AllowUnauthenticated=true",
                "Acquire::Languages=none",
                "Acquire::http::Proxy=http://127.0.0.1:" + proxyPort,
                "Debug::NoLocking=true")) {
            all.addAll(List.of("-o", option));
        }
        all.addAll(List.of(words));
        return Command.run(all);
    }
}
