package org.intelligentmirror.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.IntStream;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexBoundsTest {
    private static IndexBounds lines(int maxLineBytes) {
        return new IndexBounds(1 << 22, 1 << 22, 1000, maxLineBytes, 100);
    }

    private static RecordingSink parse(IndexFormat format, String text, IndexBounds bounds) throws IOException {
        return RecordingSink.of(format, "", text.getBytes(StandardCharsets.UTF_8), bounds);
    }

    private static void assertFails(Kind kind, IndexFormat format, String text, IndexBounds bounds) {
        assertThatThrownBy(() -> parse(format, text, bounds))
                .isInstanceOfSatisfying(
                        IndexFormatException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 65_535, 65_536, 65_537, 200_000})
    void linesAreBounded(int length) throws IOException {
        for (String end : new String[] {"\n", "\r\n"}) {
            String line = "X: " + "y".repeat(length - 3) + end;
            assertThat(parse(IndexFormat.PACKAGES, line, lines(length)).ignored).hasSize(1);
            assertFails(Kind.LINE_TOO_LONG, IndexFormat.PACKAGES, line, lines(length - 1));
        }
    }

    @Test
    void foldedValuesAreBounded() throws IOException {
        String stanza = "Directory: d\nChecksums-Sha256:\n " + Texts.A + " 1 a\n " + Texts.B + " 2 b\n";
        int length = Texts.A.length() * 2 + " 1 a".length() * 2 + 2;
        assertThat(parse(IndexFormat.SOURCES, stanza, lines(length)).entries).hasSize(2);
        assertFails(Kind.LINE_TOO_LONG, IndexFormat.SOURCES, stanza, lines(length - 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a b='%s'/>",
                "<a b=\"%s\"/>",
                "<a>%s</a>",
                "<!--%s-->",
                "<![CDATA[%s]]>",
                "<?pi %s?>",
                "<%s/>",
                "<a b='%s>%s'/>",
                "<!--%s>%s-->"
            })
    void piecesOfXmlAreBounded(String shape) throws IOException {
        String piece = shape.replace("%s", "x".repeat(150));
        String text = "<metadata>" + piece + "</metadata>";
        int length = shape.startsWith("<a>") ? 150 : piece.length();
        assertThat(parse(IndexFormat.PRIMARY, text, lines(length)).entries).isEmpty();
        assertFails(Kind.LINE_TOO_LONG, IndexFormat.PRIMARY, text, lines(length - 1));
    }

    @Test
    void depthOfXmlIsBounded() throws IOException {
        int inside = XmlCursor.MAX_DEPTH - 1;
        String text = "<metadata>" + "<a>".repeat(inside) + "</a>".repeat(inside) + "</metadata>";
        assertThat(parse(IndexFormat.PRIMARY, text, lines(100)).entries).isEmpty();
        assertFails(Kind.MALFORMED, IndexFormat.PRIMARY, text.replace("<a></a>", "<a><a/></a>"), lines(100));
    }

    @Test
    void textOfElementsReadIsBounded() throws IOException {
        String text =
                "<metadata><package><checksum>" + "x".repeat(XmlCursor.MAX_TEXT) + "</checksum></package></metadata>";
        assertThat(parse(IndexFormat.PRIMARY, text, lines(2000)).ignored).hasSize(1);
        assertFails(Kind.MALFORMED, IndexFormat.PRIMARY, text.replace("</check", "x</check"), lines(2000));
    }

    @ParameterizedTest
    @CsvSource({"PACKAGES", "SOURCES", "PRIMARY"})
    void entriesAreBoundedTheIgnoredIncluded(IndexFormat format) throws IOException {
        String text = ListingParserTest.text(format);
        assertThat(parse(format, text, new IndexBounds(1 << 20, 1 << 20, 2, 1000, 1)).entries)
                .hasSize(2);
        IndexBounds past = new IndexBounds(1 << 20, 1 << 20, 1, 1000, 1);
        assertFails(Kind.TOO_MANY_ENTRIES, format, text, past);
        String ignored = format == IndexFormat.SOURCES ? text.replace("Directory", "X") : text.replace(Texts.A, "");
        assertFails(Kind.TOO_MANY_ENTRIES, format, ignored, past);
    }

    @Test
    void boundsArePositive() {
        assertThatThrownBy(() -> new IndexBounds(0, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IndexBounds(1, 1, 1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** A hundred megabytes each, which the heap the tests have would not hold several times over as strings. */
    @ParameterizedTest
    @CsvSource({"PACKAGES,5000", "PRIMARY,2500"})
    void longListsPassThroughAFlatMemory(IndexFormat format, int repeats) throws IOException {
        String one = format == IndexFormat.PACKAGES
                ? Texts.PACKAGES + "Description: " + "x".repeat(80) + "\n\n"
                : Texts.PRIMARY.substring(Texts.PRIMARY.indexOf("<package"), Texts.PRIMARY.indexOf("</metadata>"))
                        + "<summary>" + "&amp;".repeat(120) + "</summary>";
        byte[] block = one.repeat(20).getBytes(StandardCharsets.UTF_8);
        String root =
                format == IndexFormat.PRIMARY ? Texts.PRIMARY.substring(0, Texts.PRIMARY.indexOf("<package")) : "";
        byte[] start = root.getBytes(StandardCharsets.UTF_8);
        byte[] end = (root.isEmpty() ? "" : "</metadata>").getBytes(StandardCharsets.UTF_8);
        InputStream blocks = new SequenceInputStream(Collections.enumeration(IntStream.range(0, repeats)
                .mapToObj(i -> new ByteArrayInputStream(block))
                .toList()));
        InputStream text = new SequenceInputStream(
                new SequenceInputStream(new ByteArrayInputStream(start), blocks), new ByteArrayInputStream(end));
        long[] sum = new long[1];
        ListingSink sink = new ListingSink() {
            @Override
            public void entry(String path, long size, Optional<Sha256> sha256, Optional<String> sha512) {
                sum[0] += size;
            }

            @Override
            public void ignored(IgnoredReason reason) {}
        };

        assertThat(IndexParser.listing(text, "", format, IndexBounds.LISTING, sink))
                .isEqualTo(repeats * 20L * 2);
        assertThat(sum[0]).isEqualTo(repeats * 20L * (format == IndexFormat.PACKAGES ? 10714065L : 123L));
    }
}
