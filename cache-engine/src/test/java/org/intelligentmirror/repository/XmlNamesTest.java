package org.intelligentmirror.repository;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;

/** The XML parser keeps every name it meets: a list may not have many. */
class XmlNamesTest {
    @Test
    void elementsMayHaveAsManyNamesAsTheBound() {
        // The root, its namespace, and the empty prefix are names too.
        assertThatCode(() -> parse(XmlCursor.MAX_NAMES - 3, i -> "<a" + i + "/>"))
                .doesNotThrowAnyException();
        assertRefused(XmlCursor.MAX_NAMES, i -> "<a" + i + "/>");
    }

    @Test
    void attributesNamespacesAndInstructionsAreCountedToo() {
        assertRefused(XmlCursor.MAX_NAMES, i -> "<a b" + i + "=''/>");
        assertRefused(XmlCursor.MAX_NAMES, i -> "<a xmlns:n='http://n/" + i + "'/>");
        assertRefused(XmlCursor.MAX_INSTRUCTIONS + 1, i -> "<?p" + i + "?>");
    }

    @Test
    void longNamesAreBoundedTogether() {
        String name = "n".repeat(8_000);
        assertRefused(9, i -> "<" + name + i + "/>");
    }

    private static void assertRefused(int times, IntFunction<String> piece) {
        assertThatThrownBy(() -> parse(times, piece)).isInstanceOf(IndexFormatException.class);
    }

    private static void parse(int times, IntFunction<String> piece) throws IOException {
        String text = "<metadata xmlns=\"http://linux.duke.edu/metadata/common\">"
                + IntStream.range(0, times).mapToObj(piece).collect(Collectors.joining()) + "</metadata>";
        IndexParser.listing(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                "primary.xml",
                IndexFormat.PRIMARY,
                IndexBounds.LISTING,
                new Nobody());
    }

    private static final class Nobody implements ListingSink {
        @Override
        public void entry(String path, long size, Optional<Sha256> sha256, Optional<String> sha512) {
            throw new AssertionError("no entry was listed");
        }

        @Override
        public void ignored(IgnoredReason reason) {
            // Nothing is asked of what is ignored.
        }
    }
}
