package org.intelligentmirror.repository;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;

/** Keeps what it is told as text: {@code path size sha256|- sha512|-}, the digests' first four digits only. */
final class RecordingSink implements ListingSink {
    static final IndexBounds BOUNDS = new IndexBounds(1 << 20, 1 << 22, 1000, 1 << 16, 100);

    final List<String> entries = new ArrayList<>();
    final List<IgnoredReason> ignored = new ArrayList<>();

    @Override
    public void entry(String path, long size, Optional<Sha256> sha256, Optional<String> sha512) {
        entries.add(path + " " + size + " " + start(sha256.map(Sha256::toString)) + " " + start(sha512));
    }

    private static String start(Optional<String> hex) {
        return hex.map(digits -> digits.substring(0, 4)).orElse("-");
    }

    @Override
    public void ignored(IgnoredReason reason) {
        ignored.add(reason);
    }

    static RecordingSink of(IndexFormat format, String text) throws IOException {
        return of(format, "", text.getBytes(StandardCharsets.UTF_8), BOUNDS);
    }

    static RecordingSink of(IndexFormat format, String name, byte[] file, IndexBounds bounds) throws IOException {
        RecordingSink sink = new RecordingSink();
        long told = IndexParser.listing(new ByteArrayInputStream(file), name, format, bounds, sink);
        if (told != sink.entries.size()) {
            throw new AssertionError(told + " told, " + sink.entries.size() + " heard");
        }
        return sink;
    }
}
