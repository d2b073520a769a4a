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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real apt-get with a root of its own, as on a machine that never saw the repository. */
final class AptClient implements AutoCloseable {
    private final Path root = Folders.temporary("apt-client");
    private final int proxyPort;
    private final List<String> options;

    AptClient(int proxyPort, String repositoryUrl) {
        this(proxyPort, List.of("deb [trusted=yes] " + repositoryUrl + " stable main"), List.of());
    }

    /** A client with these lines in its sources.list, and these settings beside its usual ones. */
    AptClient(int proxyPort, List<String> sources, List<String> settings) {
        this.proxyPort = proxyPort;
        this.options = settings;
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
            Files.writeString(root.resolve("etc/sources.list"), String.join("\n", sources) + "\n");
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
        try (Stream<Path> archives = Files.list(root.resolve("cache/archives"))) {
            Path archive = archives.filter(file -> file.getFileName().toString().startsWith(name + "_"))
                    .findFirst()
                    .orElseThrow();
            return Files.readAllBytes(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fetches the files of a source package with the indexes as they are; their bytes by name. */
    Map<String, byte[]> downloadSource(String name) {
        Path folder = root.resolve("cache");
        List<String> inFolder = new ArrayList<>(List.of("env", "-C", folder.toString()));
        inFolder.addAll(words("source", "--download-only", name));
        Command.run(inFolder).succeeded();
        try (Stream<Path> files = Files.list(folder)) {
            Map<String, byte[]> contents = new HashMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            return contents;
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

    /** Forgets the packages downloaded so far, as {@code apt-get clean} does. */
    void forgetPackages() {
        apt("clean").succeeded();
    }

    void update() {
        apt("update").succeeded();
    }

    @Override
    public void close() {
        Folders.delete(root);
    }

    private Command.Result apt(String... words) {
        return Command.run(words(words));
    }

    private List<String> words(String... words) {
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
        options.forEach(option -> all.addAll(List.of("-o", option)));
        all.addAll(List.of(words));
        return all;
    }
}
