package org.intelligentmirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopIndexTest {
    private static TopIndex parse(IndexFormat format, String text) throws IOException {
        return IndexParser.top(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), format, IndexBounds.TOP);
    }

    private static String text(IndexFormat format) {
        return switch (format) {
            case IN_RELEASE -> Texts.IN_RELEASE;
            case RELEASE -> Texts.RELEASE;
            default -> Texts.REPOMD;
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"RELEASE", "IN_RELEASE"})
    void releaseTellsItsFilesAndFields(IndexFormat format) throws IOException {
        for (String text : new String[] {text(format), text(format).replace("\n", "\r\n")}) {
            TopIndex index = parse(format, text);

            assertThat(index.files())
                    .containsExactly(
                            new ListedFile(
                                    "main/binary-amd64/Packages",
                                    Optional.of(IndexFormat.PACKAGES),
                                    new Digests(OptionalLong.of(1484), Sha256.parse(Texts.A), Optional.of(Texts.A512)),
                                    Optional.empty()),
                            new ListedFile(
                                    "main/source/Sources.xz",
                                    Optional.of(IndexFormat.SOURCES),
                                    new Digests(OptionalLong.of(7), Sha256.parse(Texts.B), Optional.empty()),
                                    Optional.empty()));
            assertThat(index.complete()).isTrue();
            assertThat(index.date()).contains(Instant.parse("2024-02-10T11:07:25Z"));
            assertThat(index.validUntil()).contains(Instant.parse("2024-02-17T11:07:25Z"));
            assertThat(index.fields())
                    .containsEntry("Origin", "Debian")
                    .containsEntry("Label", "Débian")
                    .containsEntry("Suite", "stable")
                    .containsEntry("Codename", "bookworm")
                    .containsEntry("Acquire-By-Hash", "yes")
                    .hasSize(5);
        }
    }

    @Test
    void repomdTellsItsFiles() throws IOException {
        TopIndex index = parse(IndexFormat.REPOMD, Texts.REPOMD);

        assertThat(index.files())
                .containsExactly(
                        new ListedFile(
                                "repodata/" + Texts.A + "-primary.xml.gz",
                                Optional.of(IndexFormat.PRIMARY),
                                new Digests(OptionalLong.of(100), Sha256.parse(Texts.A), Optional.empty()),
                                Optional.of(
                                        new Digests(OptionalLong.of(900), Sha256.parse(Texts.B), Optional.empty()))),
                        new ListedFile("repodata/filelists.xml.gz", Optional.empty(), Digests.NONE, Optional.empty()));
        assertThat(index.complete()).isTrue();
        assertThat(index.date()).contains(Instant.ofEpochSecond(1_700_000_000));
        assertThat(index.fields()).containsOnlyKeys("Revision");
    }

    @Test
    void revisionThatIsNoTimeGivesWayToTheLatestTimestamp() throws IOException {
        TopIndex index = parse(IndexFormat.REPOMD, Texts.REPOMD.replace("1700000000", "r1"));

        assertThat(index.date()).contains(Instant.ofEpochSecond(1_699_999_999));
    }

    @ParameterizedTest
    @EnumSource(names = {"RELEASE", "IN_RELEASE", "REPOMD"})
    void textCutAnywhereIsIncompleteAndTellsNoWrongDigest(IndexFormat format) throws IOException {
        String text = text(format);
        TopIndex whole = parse(format, text);
        for (int length = 0; length < text.length() - 1; length++) {
            String cut = text.substring(0, length);
            try {
                TopIndex index = parse(format, cut);
                assertThat(index.complete()).isEqualTo(format == IndexFormat.RELEASE && cut.endsWith("\n"));
                for (ListedFile file : index.files()) {
                    assertThat(whole.files())
                            .anyMatch(known -> known.path().equals(file.path())
                                    && known.file().and(file.file()).isPresent());
                }
            } catch (IndexFormatException e) {
                assertThat(e.kind()).isIn(IndexFormatException.Kind.MALFORMED, IndexFormatException.Kind.TRUNCATED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RELEASE", "IN_RELEASE", "REPOMD"})
    void mutationOfAnyByteIsAnAnswerOrATypedException(IndexFormat format) {
        byte[] whole = text(format).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < whole.length; i++) {
            for (byte b : new byte[] {0, '\n', '<', '"', '-', ' ', (byte) 0xff, (byte) (whole[i] ^ 1)}) {
                byte[] mutant = whole.clone();
                mutant[i] = b;
                try {
                    TopIndex index = IndexParser.top(new ByteArrayInputStream(mutant), format, IndexBounds.TOP);
                    assertThat(index.files()).hasSizeLessThanOrEqualTo(4);
                } catch (IOException e) {
                    assertThat(e).isInstanceOf(IndexFormatException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: unsigned\n",
                "text before\n-----BEGIN PGP SIGNED MESSAGE-----\n",
                "-----BEGIN PGP SIGNED MESSAGE-----\nComment: x\n\n",
                "-----BEGIN PGP SIGNED MESSAGE-----\n\n-dash\n",
                "-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----\nx\n"
            })
    void otherThanOneSignedMessageIsNoInRelease(String text) {
        assertThatThrownBy(() -> parse(IndexFormat.IN_RELEASE, text)).isInstanceOf(IndexFormatException.class);
    }

    @Test
    void releaseThatSpeaksTwiceIsMalformed() {
        for (String text : new String[] {
            Texts.RELEASE + "\n" + Texts.RELEASE,
            Texts.RELEASE + "SHA256:\n",
            Texts.RELEASE.replace("17 Feb 2024 11:07:25 +0000", "soon"),
            Texts.RELEASE + " " + Texts.A512 + " many main/x\n",
            Texts.RELEASE + " 0123 1 main/x\n",
            Texts.RELEASE + " " + Texts.A512 + " 1 main/x more\n"
        }) {
            assertThatThrownBy(() -> parse(IndexFormat.RELEASE, text)).isInstanceOf(IndexFormatException.class);
        }
    }

    @Test
    void twoNamesOfOnePathAreOneFileUnlessTheyContradict() throws IOException {
        String one = "SHA256:\n " + Texts.A + " 7 main/Packages\n";
        assertThat(parse(IndexFormat.RELEASE, one + " " + Texts.A + " 7 ./main/./Packages\n")
                        .files())
                .extracting(ListedFile::path)
                .containsExactly("main/Packages");
        assertThat(parse(IndexFormat.RELEASE, one + " " + Texts.B + " 7 ./main/Packages\n")
                        .files())
                .isEmpty();
    }

    @Test
    void fileWithTwoSizesOrDigestsIsLeftOut() throws IOException {
        String twoSizes = Texts.RELEASE.replace(Texts.A512 + "  1484", Texts.A512 + "  1485");
        assertThat(parse(IndexFormat.RELEASE, twoSizes).files()).hasSize(1);
        String repomd = Texts.REPOMD.replace("<size>", "<checksum type='sha256'>" + Texts.B + "</checksum><size>");
        assertThat(parse(IndexFormat.REPOMD, repomd).files()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Sat, 10 Feb 2024 11:07:25 UTC | 2024-02-10T11:07:25Z
        Sat,  3 Feb 2024  1:07:25 GMT | 2024-02-03T01:07:25Z
        3 Feb 2024 11:07:25 Z | 2024-02-03T11:07:25Z
        Sat, 03 Feb 2024 11:07:25 +0000 | 2024-02-03T11:07:25Z
        Sat, 03 Feb 2024 11:07:25 +0100 |
        Sat, 03 Feb 2024 11:07:25 |
        2024-02-03 |
        """)
    void datesAreInUtc(String text, Instant expected) {
        assertThat(ReleaseParser.parseDate(text)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void listedFilesAreBounded() throws IOException {
        for (IndexFormat format : new IndexFormat[] {IndexFormat.RELEASE, IndexFormat.REPOMD}) {
            byte[] text = text(format).getBytes(StandardCharsets.UTF_8);
            IndexBounds atBound = new IndexBounds(1 << 20, 1 << 20, 3, 1 << 16, 100);
            assertThat(IndexParser.top(new ByteArrayInputStream(text), format, atBound)
                            .files())
                    .hasSize(2);
            IndexBounds past = new IndexBounds(1 << 20, 1 << 20, 2, 1 << 16, 100);
            assertThatThrownBy(() -> IndexParser.top(new ByteArrayInputStream(text), format, past))
                    .isInstanceOfSatisfying(
                            IndexFormatException.class,
                            e -> assertThat(e.kind()).isEqualTo(IndexFormatException.Kind.TOO_MANY_ENTRIES));
        }
    }
}
