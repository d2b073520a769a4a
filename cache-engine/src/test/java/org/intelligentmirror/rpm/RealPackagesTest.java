package org.intelligentmirror.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages of the machine's own rpm, where there is one. */
class RealPackagesTest {
    private static final String SPEC = """
            Name: sample
            Version: 1.0
            Release: 1
            Epoch: 3
            Summary: A sample
            License: MIT
            BuildArch: noarch
            %description
            A sample.
            %install
            mkdir -p %{buildroot}/opt/sample
            seq 1 20000 > %{buildroot}/opt/sample/numbers
            %files
            /opt/sample/numbers
            %changelog
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"w9.gzdio", "w6.xzdio", "w19.zstdio", "w9.bzdio", "w.ufdio"})
    void builtPackagesAreProven(String compression) throws Exception {
        List<Path> packages = build(compression);

        assertThat(packages).hasSize(2);
        for (Path path : packages) {
            byte[] bytes = Files.readAllBytes(path);
            try (FileChannel file = FileChannel.open(path)) {
                RpmProof proof = RpmProof.of(file).orElseThrow();
                ProvenFile.check(bytes, proof);
                assertThat(proof.signatureEnd()).isLessThan(16 * 1024);
                ByteBuffer preview = ByteBuffer.wrap(bytes, 0, proof.signatureEnd());
                assertThat(RpmPreview.agrees(proof, file, preview, bytes.length))
                        .isTrue();
            }
        }
    }

    @Test
    void builtPackageIsNotProvenAfterAChangeBehindItsSignatureHeader() throws Exception {
        byte[] original = Files.readAllBytes(build("w9.gzdio").get(0));
        int start = RpmFixture.prove(original).orElseThrow().signatureEnd();
        for (int at = start; at < original.length; at += 13) {
            byte[] changed = original.clone();
            changed[at] ^= 0x20;
            assertThat(RpmFixture.prove(changed)).as("byte %d", at).isEmpty();
        }
        for (int length = 0; length < original.length; length += 101) {
            assertThat(RpmFixture.prove(Arrays.copyOf(original, length))).isEmpty();
        }
    }

    /** Otherwise the written fixtures would prove only that the reader and the writer share a mistake. */
    @Test
    void rpmAgreesWithTheWrittenFixtures() throws Exception {
        byte[] whole = RpmFixture.proven();
        byte[] forged = whole.clone();
        forged[forged.length - 1] ^= 1;
        byte[] forgedHeader = whole.clone();
        forgedHeader[forged.length - RpmFixture.PAYLOAD.length - 40] ^= 1;

        assertThat(rpmAccepts(whole)).isTrue();
        assertThat(rpmAccepts(forged)).isFalse();
        assertThat(rpmAccepts(forgedHeader)).isFalse();
    }

    private boolean rpmAccepts(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("fixture.rpm"), bytes);
        return run("rpmkeys", "--dbpath", folder.resolve("db").toString(), "--checksig", file.toString()) == 0;
    }

    private List<Path> build(String compression) throws Exception {
        Path spec = Files.writeString(folder.resolve("sample.spec"), SPEC);
        int status = run(
                "rpmbuild",
                "-ba",
                "--define",
                "_topdir " + folder.resolve("top"),
                "--define",
                "_binary_payload " + compression,
                "--define",
                "_source_payload " + compression,
                spec.toString());
        assertThat(status).isZero();
        try (Stream<Path> files = Files.walk(folder.resolve("top"))) {
            return files.filter(path -> path.toString().endsWith(".rpm")).toList();
        }
    }

    private int run(String... command) throws IOException, InterruptedException {
        assumeTrue(isInstalled(command[0]), command[0] + " is not installed");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(command[0] + " does not end");
        }
        return process.exitValue();
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":", -1)).anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }
}
