package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Real packages and real repositories, made with the distributions' own tools. */
final class Packages {
    /** Names of the packages in each repository with the bytes of payload in them. */
    static final Map<String, Integer> PAYLOADS =
            Map.of("im-small", 2_000, "im-medium", 300_000, "im-large", 20_000_000);

    private Packages() {}

    /** An apt repository of suite {@code stable}, component {@code main}: path, without a leading slash, to bytes. */
    static Map<String, byte[]> aptRepository() {
        Path work = Folders.temporary("apt");
        try {
            Files.createDirectories(work.resolve("pool/main"));
            for (Map.Entry<String, Integer> each : PAYLOADS.entrySet()) {
                buildDeb(work, each.getKey(), each.getValue());
            }
            Path index = Files.createDirectories(work.resolve("dists/stable/main/binary-amd64"));
            Files.writeString(
                    index.resolve("Packages"),
                    shell(work, "apt-ftparchive packages pool").out());
            String release = shell(work, "apt-ftparchive release dists/stable").out();
            Files.writeString(
                    work.resolve("dists/stable/Release"),
                    "Suite: stable\nCodename: stable\nComponents: main\nArchitectures: amd64\n" + release);
            return contents(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(work);
        }
    }

    /** A dnf repository: path to bytes, paths without a leading slash. */
    static Map<String, byte[]> dnfRepository() {
        Path work = Folders.temporary("dnf");
        try {
            Path repository = Files.createDirectory(work.resolve("repository"));
            for (Map.Entry<String, Integer> each : PAYLOADS.entrySet()) {
                buildRpm(work, repository, each.getKey(), "1.0", each.getValue());
            }
            shell(repository, "createrepo_c --quiet .");
            return contents(repository);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(work);
        }
    }

    /** A small package of this name and version, release 1. */
    static byte[] rpm(String name, String version) {
        Path work = Folders.temporary("rpm");
        try {
            buildRpm(work, work, name, version, 5_000);
            return Files.readAllBytes(work.resolve(name + "-" + version + "-1.noarch.rpm"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(work);
        }
    }

    /** A dnf repository of these packages, by path, made by createrepo_c with these options. */
    static Map<String, byte[]> dnfRepository(Map<String, byte[]> packages, String options) {
        Path work = Folders.temporary("dnf");
        try {
            for (Map.Entry<String, byte[]> each : packages.entrySet()) {
                Files.write(work.resolve(each.getKey()), each.getValue());
            }
            shell(work, "createrepo_c --quiet " + options + " .");
            return contents(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(work);
        }
    }

    /** The one path in a repository that is a package of this name. */
    static String pathOf(Map<String, byte[]> repository, String name) {
        return repository.keySet().stream()
                .filter(path -> path.matches("(.*/)?" + name + "[-_].*\\.(deb|rpm)"))
                .findFirst()
                .orElseThrow();
    }

    /** The bytes of the one package of this name. */
    static byte[] bytesOf(Map<String, byte[]> repository, String name) {
        return Objects.requireNonNull(repository.get(pathOf(repository, name)));
    }

    private static void buildDeb(Path work, String name, int payload) throws IOException {
        Path tree = work.resolve("tree");
        Files.createDirectories(tree.resolve("DEBIAN"));
        Files.writeString(tree.resolve("DEBIAN/control"), """
                Package: %s
                Version: 1.0-1
                Architecture: all
                Maintainer: Tests <tests@localhost>
                Description: a package for the tests
                """.formatted(name));
        Files.write(tree.resolve("payload"), Samples.noise(payload));
        shell(work, "dpkg-deb -Znone --build tree pool/main/" + name + "_1.0-1_all.deb");
        Folders.delete(tree);
    }

    private static void buildRpm(Path work, Path repository, String name, String version, int payload)
            throws IOException {
        Files.write(work.resolve("payload"), Samples.noise(payload));
        Files.writeString(work.resolve("one.spec"), """
                Name: %s
                Version: %s
                Release: 1
                Summary: a package for the tests
                License: none
                BuildArch: noarch
                %%description
                a package for the tests
                %%install
                mkdir -p %%{buildroot}/opt
                cp %s/payload %%{buildroot}/opt/%s
                %%files
                /opt/%s
                """.formatted(name, version, work, name, name));
        shell(
                work,
                "rpmbuild --quiet -bb --define '_topdir " + work + "/build' --define '_rpmdir " + repository
                        + "' --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm'"
                        + " --define '_binary_payload w0.gzdio' one.spec");
    }

    private static Command.Result shell(Path folder, String line) {
        return Command.run("sh", "-ec", "cd " + folder + "; " + line).succeeded();
    }

    private static Map<String, byte[]> contents(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(all::add);
        }
        Map<String, byte[]> contents = new HashMap<>();
        for (Path file : all) {
            contents.put(folder.relativize(file).toString(), Files.readAllBytes(file));
        }
        return contents;
    }
}
