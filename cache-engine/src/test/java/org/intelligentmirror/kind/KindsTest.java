package org.intelligentmirror.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.intelligentmirror.locator.LocatorParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindsTest {
    @ParameterizedTest
    @CsvSource({
        "a-1.x86_64.rpm, rpm, true",
        "A.RPM, rpm, true",
        "a.drpm, rpm, true",
        "a_1_amd64.deb, deb, true",
        "a.udeb, deb, true",
        "a.ddeb, deb, true",
        "a_1.dsc, deb, false",
        "a_1.orig.tar.xz, deb, false",
        "a_1.orig-docs.tar.gz, deb, false",
        "a_1-1.debian.tar.xz, deb, false",
    })
    void packageNamesHaveTheirKind(String name, String type, boolean storable) {
        PackageKind kind = Kinds.forFileName(name).orElseThrow();
        assertThat(kind.type()).isEqualTo(type);
        assertThat(kind.storableUnvouched()).isEqualTo(storable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rpm", "a.rpm.asc", "a.tar.xz", "a.deb.html", "a.dscx", "a.orig.tar.", "Packages.gz"})
    void otherNamesHaveNone(String name) {
        assertThat(Kinds.forFileName(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h/dists/x/InRelease",
                "http://h/dists/x/Release",
                "http://h/dists/x/main/binary-amd64/Packages",
                "http://h/dists/x/main/source/Sources.zst",
                "http://h/repodata/repomd.xml",
                "http://h/repodata/abc-primary.xml.gz",
                "http://h/dists/x/by-hash/SHA256/00ff",
                "http://h/dists/x/main/Packages.diff/Index",
                "http://h/metalink?repo=x",
                "http://h/mirrorlist",
            })
    void indexesAreKnownByTheirPath(String url) {
        assertThat(Kinds.isIndex(LocatorParser.parse(url).orElseThrow())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h/repodata/a.rpm",
                "http://h/Packages.diff/a.deb",
                "http://h/inrelease",
                "http://h/x?y=/InRelease",
                "http://h/MyRelease",
                "http://h/Packages.lz4",
                "http://h/by-hash/SHA256/00FF",
            })
    void aPackageSuffixWinsAndTheQueryDoesNotCount(String url) {
        assertThat(Kinds.isIndex(LocatorParser.parse(url).orElseThrow())).isFalse();
    }

    @Test
    void magicIsJudgedWithoutMovingTheBuffer() {
        PackageKind deb = Kinds.forFileName("a.deb").orElseThrow();
        ByteBuffer start = ByteBuffer.wrap("xx!<arch>\ndebian-binary   1".getBytes(StandardCharsets.US_ASCII));
        start.position(2);
        assertThat(deb.looksRight(start)).isTrue();
        assertThat(start.position()).isEqualTo(2);
        assertThat(deb.looksRight(start.position(1))).isFalse();
        assertThat(deb.looksRight(ByteBuffer.allocate(deb.magicLength() - 1))).isFalse();
    }

    @Test
    void rpmsBeginWithTheirLeadAndDeltasAlsoWithTheirName() {
        PackageKind rpm = Kinds.forFileName("a.rpm").orElseThrow();
        assertThat(rpm.looksRight(ByteBuffer.wrap(new byte[] {(byte) 0xED, (byte) 0xAB, (byte) 0xEE, (byte) 0xDB})))
                .isTrue();
        assertThat(rpm.looksRight(ByteBuffer.wrap("drpm".getBytes(StandardCharsets.US_ASCII))))
                .isTrue();
        assertThat(rpm.looksRight(ByteBuffer.wrap("<htm".getBytes(StandardCharsets.US_ASCII))))
                .isFalse();
    }

    @Test
    void sourcesAreNeverMarkup() {
        PackageKind source = Kinds.forFileName("a.dsc").orElseThrow();
        assertThat(source.looksRight(ByteBuffer.wrap(new byte[] {'<'}))).isFalse();
        assertThat(source.looksRight(ByteBuffer.wrap(new byte[] {'-'}))).isTrue();
        assertThat(Kinds.types()).containsExactly("rpm", "deb");
    }
}
