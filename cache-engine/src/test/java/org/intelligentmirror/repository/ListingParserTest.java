package org.intelligentmirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingParserTest {
    private static final String[] PACKAGES_TOLD = {
        "pool/main/g/gcc-12/g++-12_12.2.0-14_amd64.deb 10714060 a1b2 -", "pool/o/odd_1%253a2~rc1_all.deb 5 b3c4 b6b6"
    };
    private static final String[] SOURCES_TOLD = {
        "pool/main/h/hello/hello_2.10-3.dsc 10 a1b2 a5a5", "pool/main/h/hello/hello_2.10.orig.tar.gz 20 b3c4 b6b6"
    };
    private static final String[] PRIMARY_TOLD = {
        "Packages/g/gcc-c++-11-2.el9.x86_64.rpm 123 a1b2 -", "a+b~1%5E2.rpm 0 - a5a5"
    };

    static String[] told(IndexFormat format) {
        return switch (format) {
            case PACKAGES -> PACKAGES_TOLD;
            case SOURCES -> SOURCES_TOLD;
            default -> PRIMARY_TOLD;
        };
    }

    static String text(IndexFormat format) {
        return switch (format) {
            case PACKAGES -> Texts.PACKAGES;
            case SOURCES -> Texts.SOURCES;
            default -> Texts.PRIMARY;
        };
    }

    @ParameterizedTest
    @CsvSource({"PACKAGES", "SOURCES", "PRIMARY"})
    void everyListedFileIsTold(IndexFormat format) throws IOException {
        RecordingSink sink = RecordingSink.of(format, text(format));

        assertThat(sink.entries).containsExactly(told(format));
        assertThat(sink.ignored).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PACKAGES", "SOURCES", "PRIMARY"})
    void linesMayEndInCrLf(IndexFormat format) throws IOException {
        RecordingSink sink = RecordingSink.of(format, text(format).replace("\n", "\r\n"));

        assertThat(sink.entries).containsExactly(told(format));
    }

    @ParameterizedTest
    @CsvSource({"PACKAGES", "SOURCES", "PRIMARY"})
    void textCutAnywhereTellsNoFileItDoesNotList(IndexFormat format) {
        byte[] whole = text(format).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length - 1; length++) {
            String cut = new String(whole, 0, length, StandardCharsets.UTF_8);
            try {
                assertThat(RecordingSink.of(format, cut).entries)
                        .allSatisfy(entry -> assertThat(told(format)).anyMatch(known -> isPartOf(entry, known)));
                assertThat(format).isNotEqualTo(IndexFormat.PRIMARY);
                assertThat(cut.isEmpty() || cut.endsWith("\n")).isTrue();
            } catch (IOException e) {
                assertThat(e).isInstanceOf(IndexFormatException.class);
            }
        }
    }

    /** Same path and size, and no digest that is another. */
    private static boolean isPartOf(String entry, String known) {
        String[] some = entry.split(" ", -1);
        String[] all = known.split(" ", -1);
        return some[0].equals(all[0])
                && some[1].equals(all[1])
                && (some[2].equals("-") || some[2].equals(all[2]))
                && (some[3].equals("-") || some[3].equals(all[3]));
    }

    @ParameterizedTest
    @CsvSource({"PACKAGES", "SOURCES", "PRIMARY"})
    void mutationOfAnyByteIsAnAnswerOrATypedException(IndexFormat format) {
        byte[] whole = text(format).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < whole.length; i++) {
            for (byte b : new byte[] {0, '\n', '<', '"', '/', ':', (byte) 0xff, (byte) (whole[i] ^ 1)}) {
                byte[] mutant = whole.clone();
                mutant[i] = b;
                try {
                    RecordingSink sink = RecordingSink.of(format, "", mutant, RecordingSink.BOUNDS);
                    assertThat(sink.entries).hasSizeLessThanOrEqualTo(4);
                    assertThat(sink.entries)
                            .noneMatch(entry -> entry.startsWith("/") || ("/" + entry).contains("/../"));
                } catch (IOException e) {
                    assertThat(e).isInstanceOf(IndexFormatException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ../a.deb | OUTSIDE_ROOT
        pool/../../a.deb | OUTSIDE_ROOT
        /pool/a.deb | OUTSIDE_ROOT
        //elsewhere/a.deb | OUTSIDE_ROOT
        http://elsewhere/a.deb | OUTSIDE_ROOT
        ./ | BAD_PATH
        pool/ | BAD_PATH
        pool//a.deb | BAD_PATH
        pool/. | BAD_PATH
        pool\\a.deb | BAD_PATH
        pool/a\u0001.deb | BAD_PATH
        pool/a\u007f.deb | BAD_PATH
        """)
    void pathOutsideOrUnnameableIsIgnored(String path, IgnoredReason reason) throws IOException {
        String good = "Filename: a.deb\nSize: 1\nSHA256: " + Texts.A + "\n\n";
        RecordingSink sink = RecordingSink.of(IndexFormat.PACKAGES, good.replace("a.deb", path) + good);

        assertThat(sink.entries).containsExactly("a.deb 1 a1b2 -");
        assertThat(sink.ignored).containsExactly(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        <location href="../a.rpm"/> | OUTSIDE_ROOT
        <location href="x/%2e%2E/../a.rpm"/> | OUTSIDE_ROOT
        <location href="%2e%2e/a.rpm"/> | OUTSIDE_ROOT
        <location href="http://elsewhere/a.rpm"/> | OUTSIDE_ROOT
        <location xml:base="http://elsewhere/" href="a.rpm"/> | OUTSIDE_ROOT
        <location href=""/> | BAD_PATH
        <location/> | BAD_PATH
        '' | BAD_PATH
        <location href="a%2Fb.rpm"/> | BAD_PATH
        <location href="a&#10;b.rpm"/> | BAD_PATH
        <location href="a.rpm?x=1"/> | BAD_PATH
        <location href="a.rpm#x"/> | BAD_PATH
        <location href="a%zz.rpm"/> | BAD_PATH
        <location href="a.rpm"/><location href="b.rpm"/> | AMBIGUOUS
        """)
    void rpmLocationOutsideOrUnnameableIsIgnored(String location, IgnoredReason reason) throws IOException {
        RecordingSink sink = RecordingSink.of(IndexFormat.PRIMARY, rpm(location, "sha256", Texts.A, "1"));

        assertThat(sink.entries).isEmpty();
        assertThat(sink.ignored).containsExactly(reason);
    }

    private static String rpm(String location, String type, String hex, String size) {
        return "<metadata><package>" + location + "<checksum type='" + type + "'>" + hex + "</checksum><size package='"
                + size + "'/></package></metadata>";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        sha | 0123456789012345678901234567890123456789 | 1 | NO_PROOF
        md5 | 01234567890123456789012345678901 | 1 | NO_PROOF
        sha256 | 0123 | 1 | NO_PROOF
        sha256 | %A | '' | NO_SIZE
        sha256 | %A | -1 | NO_SIZE
        sha256 | %A | 1234567890123456 | NO_SIZE
        """)
    void rpmWithoutProofOrSizeIsIgnored(String type, String hex, String size, IgnoredReason reason) throws IOException {
        String text = rpm("<location href='a.rpm'/>", type, hex.replace("%A", Texts.A), size);

        assertThat(RecordingSink.of(IndexFormat.PRIMARY, text).ignored).containsExactly(reason);
    }

    @Test
    void namespacesCountAndPrefixesDoNot() throws IOException {
        String text = "<c:metadata xmlns:c='http://linux.duke.edu/metadata/common' xmlns:o='urn:other'><c:package>"
                + "<c:location href='a.rpm' o:href='b.rpm'/><o:location href='c.rpm'/>"
                + "<c:checksum type='sha256'>" + Texts.A + "</c:checksum><c:size package='1' o:package='2'/>"
                + "</c:package></c:metadata>";

        assertThat(RecordingSink.of(IndexFormat.PRIMARY, text).entries).containsExactly("a.rpm 1 a1b2 -");
    }

    @Test
    void stanzaThatContradictsItselfIsIgnored() throws IOException {
        String stanza = "Filename: a.deb\nSize: 1\nSHA256: " + Texts.A + "\n";
        assertThat(RecordingSink.of(IndexFormat.PACKAGES, stanza + "SHA256: " + Texts.B + "\n").ignored)
                .containsExactly(IgnoredReason.AMBIGUOUS);
        assertThat(RecordingSink.of(IndexFormat.PACKAGES, stanza + " b.deb\n").ignored)
                .containsExactly(IgnoredReason.NO_PROOF);
        assertThat(RecordingSink.of(IndexFormat.PACKAGES, "Package: a\n\n").ignored)
                .containsExactly(IgnoredReason.BAD_PATH);
        String source = Texts.SOURCES.replace(Texts.B512 + " 20", Texts.B512 + " 21");
        assertThat(RecordingSink.of(IndexFormat.SOURCES, source).ignored).containsExactly(IgnoredReason.AMBIGUOUS);
        assertThat(RecordingSink.of(IndexFormat.SOURCES, Texts.SOURCES.replace("Checksums", "Sums")).ignored)
                .containsExactly(IgnoredReason.NO_PROOF);
    }

    @Test
    void segmentsOfOneDotAreNoPartOfAPath() throws IOException {
        String deb = "Filename: ././pool/././a.deb\nSize: 1\nSHA256: " + Texts.A + "\n";
        assertThat(RecordingSink.of(IndexFormat.PACKAGES, deb).entries).containsExactly("pool/a.deb 1 a1b2 -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Directory: .\n", "Directory: ./\n", "Directory:\n", ""})
    void sourcesOfTheRootNameItOrNone(String directory) throws IOException {
        String source = "Package: s\n" + directory + "Checksums-Sha256:\n " + Texts.A + " 1 s.dsc\n";
        assertThat(RecordingSink.of(IndexFormat.SOURCES, source + "\n").entries).containsExactly("s.dsc 1 a1b2 -");
        // What stood behind the end may have named another.
        List<String> cut = directory.contains(".") ? List.of("s.dsc 1 a1b2 -") : List.of();
        assertThat(RecordingSink.of(IndexFormat.SOURCES, source).entries).isEqualTo(cut);
    }

    @Test
    void foldedValueIsReadWhereItHasOneLine() throws IOException {
        String text = "Filename:\n a.deb\nSize: 1\nSHA256:\n\t" + Texts.A + " \n";

        assertThat(RecordingSink.of(IndexFormat.PACKAGES, text).entries).containsExactly("a.deb 1 a1b2 -");
    }

    @Test
    void namesOutsideAsciiAreEscapedAsRequestsEscapeThem() throws IOException {
        String deb = "Filename: pool/é #1?.deb\nSize: 1\nSHA256: " + Texts.A + "\n";
        assertThat(RecordingSink.of(IndexFormat.PACKAGES, deb).entries)
                .containsExactly("pool/%C3%A9%20%231%3F.deb 1 a1b2 -");
        assertThat(RecordingSink.of(IndexFormat.PRIMARY, rpm("<location href='é 1.rpm'/>", "sha256", Texts.A, "1"))
                        .entries)
                .containsExactly("%C3%A9%201.rpm 1 a1b2 -");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE metadata [<!ENTITY a 'b'>]><metadata/>",
                "<!DOCTYPE metadata SYSTEM 'file:///etc/passwd'><metadata/>",
                "<metadata>&nbsp;</metadata>",
                "<html><body>log in</body></html>",
                "<metadata/><metadata/>",
                "<metadata>",
                "<metadata a='1' a='2'/>",
                "<metadata>\u0000</metadata>",
                "",
                "Package: a"
            })
    void otherXmlIsMalformed(String text) {
        assertThatThrownBy(() -> RecordingSink.of(IndexFormat.PRIMARY, text))
                .isInstanceOfSatisfying(
                        IndexFormatException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>\n", "<!DOCTYPE html PUBLIC \"x:y\">\n", " folded: first\n", ": nameless\n"})
    void otherTextIsMalformed(String text) {
        assertThatThrownBy(() -> RecordingSink.of(IndexFormat.PACKAGES, text))
                .isInstanceOfSatisfying(
                        IndexFormatException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED));
    }

    @Test
    void emptyListOfPackagesIsOne() throws IOException {
        assertThat(RecordingSink.of(IndexFormat.PACKAGES, "").entries).isEmpty();
    }

    @Test
    void exceptionOfTheStreamIsPassedOn() {
        IOException broken = new IOException("broken");
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw broken;
            }
        };
        for (IndexFormat format : new IndexFormat[] {IndexFormat.PACKAGES, IndexFormat.PRIMARY}) {
            assertThatThrownBy(() -> IndexParser.listing(in, "", format, IndexBounds.LISTING, new RecordingSink()))
                    .isSameAs(broken);
        }
    }
}
