package org.intelligentmirror.repository;

/** Small index files in the shapes repositories really write. */
final class Texts {
    static final String A = "a1b2".repeat(16);
    static final String B = "B3C4".repeat(16);
    static final String A512 = "a5a5".repeat(32);
    static final String B512 = "b6b6".repeat(32);
    static final String MD5 = "0".repeat(32);

    static final String PACKAGES = """
            Package: g++-12
            Version: 1:12.2.0-14
            Depends: gcc-12-base (= 12.2.0-14),
             libc6 (>= 2.36)
            Description: GNU C++ compiler
             Size: 1 is not a field here
             .
             Filename: nor/this
            Filename: pool/main/g/gcc-12/g++-12_12.2.0-14_amd64.deb
            Size: 10714060
            MD5sum: %1$s
            SHA256: %2$s

            SHA512: %5$s
            sha256: %3$s
            SIZE: 5
            FILENAME: ./pool/o/odd_1%%3a2~rc1_all.deb

            """.formatted(MD5, A, B, A512, B512);

    static final String SOURCES = """
            Package: hello
            Files:
             %1$s 10 hello_2.10-3.dsc
            Checksums-Sha256:
             %2$s 10 hello_2.10-3.dsc
             %3$s 20 hello_2.10.orig.tar.gz
            Checksums-Sha512:
             %5$s 20 hello_2.10.orig.tar.gz
             %4$s 10 hello_2.10-3.dsc
            Directory: pool/main/h/hello
            """.formatted(MD5, A, B, A512, B512);

    static final String PRIMARY = """
            <?xml version="1.0" encoding="UTF-8"?>
            <metadata xmlns="http://linux.duke.edu/metadata/common"
                xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="2">
            <package type="rpm">
              <name>gcc-c++</name>
              <version epoch="1" ver="11" rel="2.el9"/>
              <checksum type="sha256" pkgid="YES">%1$s</checksum>
              <summary>a &lt;b&gt; &amp; c &#38;</summary>
              <!-- <location href="comment"/> -->
              <size package="123" installed="9" archive="10"/>
              <location href="Packages/g/gcc-c++-11-2.el9.x86_64.rpm"/>
              <format>
                <rpm:size package="7"/>
                <location href="too/deep"/>
                <rpm:entry name="x"><deeper/></rpm:entry>
              </format>
            </package>
            <package type="rpm">
              <location href="a%%2Bb%%7e1^2.rpm"/>
              <checksum type="sha512" pkgid="YES">%2$s</checksum>
              <size package="0"/>
            </package>
            </metadata>
            """.formatted(A, A512);

    static final String RELEASE = """
            Origin: Debian
            Label: Débian
            Suite: stable
            Codename: bookworm
            Date: Sat, 10 Feb 2024 11:07:25 UTC
            Valid-Until: Sat, 17 Feb 2024 11:07:25 +0000
            Acquire-By-Hash: yes
            MD5Sum:
             %1$s 1 main/binary-amd64/Packages
            SHA256:
             %2$s  1484 main/binary-amd64/Packages
             %3$s  7 main/source/Sources.xz
             %3$s  8 ../outside
            SHA512:
             %4$s  1484 main/binary-amd64/Packages
            """.formatted(MD5, A, B, A512);

    static final String IN_RELEASE = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
            + RELEASE.replace("Origin: Debian", "- Origin: Debian")
            + "-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCgAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n";

    static final String REPOMD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
              <revision>1700000000</revision>
              <data type="primary">
                <checksum type="sha256">%1$s</checksum>
                <open-checksum type="sha256">%2$s</open-checksum>
                <location href="repodata/%1$s-primary.xml.gz"/>
                <timestamp>1699999999</timestamp>
                <size>100</size>
                <open-size>900</open-size>
              </data>
              <data type="filelists">
                <checksum type="sha">%3$s</checksum>
                <location href="repodata/filelists.xml.gz"/>
              </data>
              <data type="other">
                <checksum type="sha512">%4$s</checksum>
                <location xml:base="http://elsewhere/" href="repodata/other.xml.gz"/>
              </data>
            </repomd>
            """.formatted(A, B, MD5 + "01234567", A512);

    private Texts() {}
}
