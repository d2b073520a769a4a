package org.intelligentmirror.repository;

import static org.assertj.core.api.Assertions.assertThat;

import org.intelligentmirror.locator.LocatorParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexNameTest {
    private static final String SHA256 = "ab".repeat(32);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http://h/debian/dists/stable/InRelease | TOP | IN_RELEASE | http://h/debian/ | http://h/debian/dists/stable/
        http://h/debian/dists/stable/Release | TOP | RELEASE | http://h/debian/ | http://h/debian/dists/stable/
        http://h/d/dists/stable/updates/InRelease | TOP | IN_RELEASE | http://h/d/ | http://h/d/dists/stable/updates/
        http://h/dists/jammy-security/InRelease | TOP | IN_RELEASE | http://h/ | http://h/dists/jammy-security/
        http://h/dists/u/dists/jammy/Release | TOP | RELEASE | http://h/dists/u/ | http://h/dists/u/dists/jammy/
        https://h:8443/deb/InRelease | TOP | IN_RELEASE | https://h:8443/deb/ | https://h:8443/deb/
        http://h/Release | TOP | RELEASE | http://h/ | http://h/
        http://h/9/os/repodata/repomd.xml | TOP | REPOMD | http://h/9/os/ | http://h/9/os/
        http://h/repodata/repomd.xml | TOP | REPOMD | http://h/ | http://h/
        http://h/d/dists/s/c/binary-a/Packages | LISTING | PACKAGES | http://h/d/ | http://h/d/dists/s/c/binary-a/
        http://h/d/dists/s/c/binary-a/Packages.xz | LISTING | PACKAGES | http://h/d/ | http://h/d/dists/s/c/binary-a/
        http://h/d/dists/s/main/source/Sources.zst | LISTING | SOURCES | http://h/d/ | http://h/d/dists/s/main/source/
        http://h/d/Packages.bz2 | TOP | PACKAGES | http://h/d/ | http://h/d/
        http://h/d/dists/s/c/binary-a/by-hash/SHA256/%H | LISTING | | http://h/d/ | http://h/d/dists/s/c/binary-a/
        http://h/d/by-hash/SHA512/%H%H | LISTING | | http://h/d/ | http://h/d/
        http://h/d/./Packages.gz | TOP | PACKAGES | http://h/d/ | http://h/d/
        http://h/./d/./s/by-hash/SHA256/%H | LISTING | | http://h/d/s/ | http://h/d/s/
        http://h/./d/dists/s/./InRelease | TOP | IN_RELEASE | http://h/d/ | http://h/d/dists/s/
        http://h/o/repodata/%H-primary.xml.zst | LISTING | PRIMARY | http://h/o/ | http://h/o/
        http://h/o/repodata/primary.xml | LISTING | PRIMARY | http://h/o/ | http://h/o/
        http://h/metalink?repo=fedora-42&arch=x86_64 | HINT | | http://h/ | http://h/
        http://h/mirrorlist/9/baseos | HINT | | http://h/mirrorlist/9/ | http://h/mirrorlist/9/
        http://h/o/repodata/repomd.xml.metalink | HINT | | http://h/o/ | http://h/o/
        http://h/d/dists/s/c/b/Packages.diff/Index | PDIFF | | http://h/d/ | http://h/d/dists/s/c/b/Packages.diff/
        http://h/d/dists/s/Sources.diff/by-hash/SHA256/%H | PDIFF | | http://h/d/ | http://h/d/dists/s/Sources.diff/
        http://h/d/dists/s/main/binary-amd64/Release | OTHER | | http://h/d/ | http://h/d/dists/s/main/binary-amd64/
        http://h/d/dists/s/Release.gpg | OTHER | | http://h/d/ | http://h/d/dists/s/
        http://h/d/dists/s/main/Contents-amd64.gz | OTHER | | http://h/d/ | http://h/d/dists/s/main/
        http://h/d/dists/s/main/i18n/Translation-en.xz | OTHER | | http://h/d/ | http://h/d/dists/s/main/i18n/
        http://h/o/repodata/%H-filelists.xml.gz | OTHER | | http://h/o/ | http://h/o/
        http://h/o/repodata/Packages.gz | OTHER | | http://h/o/ | http://h/o/
        http://h/o/repodata/repomd.xml.asc | OTHER | | http://h/o/ | http://h/o/
        http://h/o/repomd.xml | OTHER | | http://h/o/ | http://h/o/
        http://h/o/primary.xml.gz | OTHER | | http://h/o/ | http://h/o/
        http://h/d/by-hash/MD5Sum/0123 | OTHER | | http://h/d/by-hash/MD5Sum/ | http://h/d/by-hash/MD5Sum/
        http://h/d/by-hash/SHA256/0123 | OTHER | | http://h/d/by-hash/SHA256/ | http://h/d/by-hash/SHA256/
        http://h/d/by-hash/SHA512/%H | OTHER | | http://h/d/by-hash/SHA512/ | http://h/d/by-hash/SHA512/
        http://h/d/dists/s/InRelease?x=1 | OTHER | | http://h/d/ | http://h/d/dists/s/
        http://h/d/dists/s/main/binary-amd64/packages.gz | OTHER | | http://h/d/ | http://h/d/dists/s/main/binary-amd64/
        http://h/d/Packages.lzma | OTHER | | http://h/d/ | http://h/d/
        http://h/d/pool/a/a_1_all.deb | OTHER | | http://h/d/pool/a/ | http://h/d/pool/a/
        """)
    void pathSaysWhatAFileIsAndWhereItsRepositoryBegins(
            String url, IndexName.Kind kind, IndexFormat format, String root, String base) {
        IndexName name =
                IndexName.of(LocatorParser.parse(url.replace("%H", SHA256)).orElseThrow());

        assertThat(name.kind()).isEqualTo(kind);
        assertThat(name.format().orElse(null)).isEqualTo(format);
        assertThat(name.root()).isEqualTo(root);
        assertThat(name.base()).isEqualTo(base);
        assertThat(name.isFlat())
                .isEqualTo((kind == IndexName.Kind.TOP || kind == IndexName.Kind.LISTING)
                        && !url.contains("/dists/")
                        && !url.contains("/repodata/"));
    }
}
