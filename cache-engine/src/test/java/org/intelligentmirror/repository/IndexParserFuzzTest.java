package org.intelligentmirror.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.intelligentmirror.locator.LocatorParser;

/** Any bytes are an index within bounds, or one typed exception; what they list never leaves its root. */
class IndexParserFuzzTest {
    private static final IndexBounds BOUNDS = new IndexBounds(1 << 16, 1 << 20, 50, 1 << 12, 50);
    private static final String ROOT = "http://root/a/";

    @FuzzTest(maxDuration = "60s")
    void release(byte[] data) {
        top(data, IndexFormat.RELEASE);
        top(data, IndexFormat.IN_RELEASE);
    }

    @FuzzTest(maxDuration = "60s")
    void repomd(byte[] data) {
        top(data, IndexFormat.REPOMD);
    }

    @FuzzTest(maxDuration = "60s")
    void stanzas(byte[] data) {
        listing(data, IndexFormat.PACKAGES);
        listing(data, IndexFormat.SOURCES);
    }

    @FuzzTest(maxDuration = "60s")
    void primary(byte[] data) {
        listing(data, IndexFormat.PRIMARY);
    }

    @FuzzTest(maxDuration = "60s")
    void compression(byte[] data) {
        try (InputStream text = Compression.open(new ByteArrayInputStream(data), "", BOUNDS)) {
            assertThat((long) text.readAllBytes().length).isLessThanOrEqualTo(BOUNDS.maxDecompressedBytes());
        } catch (IOException e) {
            assertThat(e).isInstanceOf(IndexFormatException.class);
        }
    }

    private static void top(byte[] data, IndexFormat format) {
        try {
            TopIndex index = IndexParser.top(new ByteArrayInputStream(data), format, BOUNDS);
            Set<String> paths = new HashSet<>();
            for (ListedFile file : index.files()) {
                assertThat(paths.add(file.path())).isTrue();
                assertInside(file.path());
            }
            assertThat(paths).hasSizeLessThanOrEqualTo((int) BOUNDS.maxEntries());
        } catch (IOException e) {
            assertThat(e).isInstanceOf(IndexFormatException.class);
        }
    }

    private static void listing(byte[] data, IndexFormat format) {
        try {
            RecordingSink sink = RecordingSink.of(format, "", data, BOUNDS);
            assertThat(sink.entries.size() + sink.ignored.size()).isLessThanOrEqualTo((int) BOUNDS.maxEntries());
            sink.entries.forEach(entry -> assertInside(entry.substring(0, entry.indexOf(' '))));
        } catch (IOException e) {
            assertThat(e).isInstanceOf(IndexFormatException.class);
        }
    }

    private static void assertInside(String path) {
        assertThat(LocatorParser.parse(ROOT + path))
                .hasValueSatisfying(locator -> assertThat(locator.url()).isEqualTo(ROOT + path));
    }
}
