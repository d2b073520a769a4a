package org.intelligentmirror.rpm;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One pass over a header's store, in chunks of any size: keeps the few ranges that are asked for, and checks that
 * every entry of strings has as many as it says before the next data begin. Owned by one thread.
 */
final class StoreScan implements RpmBytes.ChunkSink {
    private final HeaderIndex index;
    private final List<Range> ranges = new ArrayList<>();
    private int position;
    private int entry = -1;
    private int entryLimit;
    private int missingStrings;
    private boolean stringsFit = true;

    StoreScan(HeaderIndex index) {
        this.index = index;
    }

    /**
     * Keeps what lies at {@code offset}: a buffer of {@code length} bytes that is filled as they pass, without its
     * position moving. Bytes past the store's end stay zero. Must be called before the first chunk.
     */
    ByteBuffer keep(int offset, int length) {
        Range range = new Range(offset, ByteBuffer.allocate(length));
        ranges.add(range);
        return range.bytes();
    }

    @Override
    public void accept(ByteBuffer chunk) {
        for (Range range : ranges) {
            range.copy(chunk, position);
        }
        while (chunk.hasRemaining()) {
            enterEntries();
            if (chunk.get() == 0 && missingStrings > 0) {
                missingStrings--;
            }
            position++;
        }
    }

    /** Whether all strings were where the index says; call it after the store's last byte. */
    boolean stringsFit() {
        if (position != index.storeBytes()) {
            throw new IllegalStateException("scanned " + position + " of " + index.storeBytes() + " bytes");
        }
        enterEntries();
        return stringsFit && missingStrings == 0;
    }

    /** Moves on to the entry whose data begin here, once those of the entry before must have ended. */
    private void enterEntries() {
        if (entry >= 0 && position == entryLimit) {
            stringsFit &= missingStrings == 0;
            missingStrings = 0;
        }
        int next = entry + 1;
        if (next < index.entries().size()
                && position == index.entries().get(next).offset()) {
            HeaderEntry begun = index.entries().get(next);
            HeaderType type = HeaderType.of(begun.type());
            entry = next;
            entryLimit = index.limitOf(next);
            missingStrings = type != null && type.isText() ? begun.count() : 0;
        }
    }

    private record Range(int offset, ByteBuffer bytes) {
        void copy(ByteBuffer chunk, int chunkStart) {
            int from = Math.max(offset, chunkStart);
            int to = (int) Math.min(offset + (long) bytes.capacity(), chunkStart + (long) chunk.remaining());
            if (from < to) {
                bytes.put(from - offset, chunk, chunk.position() + from - chunkStart, to - from);
            }
        }
    }
}
