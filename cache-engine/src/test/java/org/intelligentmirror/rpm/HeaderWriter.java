package org.intelligentmirror.rpm;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes header structures as rpm does: a region entry, entries with their data in the same order, the region's
 * trailer.
 */
final class HeaderWriter {
    private static final long MAGIC = 0x8EADE80100000000L;

    private final int regionTag;
    private final List<HeaderEntry> entries = new ArrayList<>();
    private final ByteArrayOutputStream store = new ByteArrayOutputStream();

    HeaderWriter(int regionTag) {
        this.regionTag = regionTag;
    }

    HeaderWriter text(int tag, HeaderType type, String... values) {
        return raw(
                tag, type.code(), values.length, (String.join("\0", values) + "\0").getBytes(StandardCharsets.UTF_8));
    }

    HeaderWriter number(int tag, int value) {
        while (store.size() % Integer.BYTES != 0) {
            store.write(0);
        }
        return raw(
                tag,
                HeaderType.INT32.code(),
                1,
                ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    HeaderWriter binary(int tag, int length) {
        return raw(tag, HeaderType.BIN.code(), length, new byte[length]);
    }

    /** An entry with whatever is said about the data, which follow those of the entry before without alignment. */
    HeaderWriter raw(int tag, int type, int count, byte[] data) {
        return entry(new HeaderEntry(tag, type, store.size(), count), data);
    }

    /** An entry that says anything, and data at the store's end. */
    HeaderWriter entry(HeaderEntry entry, byte[] data) {
        entries.add(entry);
        store.writeBytes(data);
        return this;
    }

    /** Data that belong to no entry. */
    HeaderWriter spare(int length) {
        store.writeBytes(new byte[length]);
        return this;
    }

    /** The structure, all of it inside its region. */
    byte[] write() {
        return write(new HeaderWriter(regionTag));
    }

    /** The structure with the entries of {@code outside} after its region. */
    byte[] write(HeaderWriter outside) {
        int own = entries.size() + 1;
        HeaderEntry region = new HeaderEntry(regionTag, HeaderType.BIN.code(), store.size(), HeaderEntry.LENGTH);
        HeaderEntry trailer =
                new HeaderEntry(regionTag, HeaderType.BIN.code(), -own * HeaderEntry.LENGTH, HeaderEntry.LENGTH);
        return write(region, trailer, outside);
    }

    /** The structure with any region entry and any trailer. */
    byte[] write(HeaderEntry region, HeaderEntry trailer, HeaderWriter outside) {
        int count = 1 + entries.size() + outside.entries.size();
        int storeBytes = store.size() + HeaderEntry.LENGTH + outside.store.size();
        ByteBuffer bytes = ByteBuffer.allocate(HeaderIntro.LENGTH + count * HeaderEntry.LENGTH + storeBytes);
        bytes.putLong(MAGIC).putInt(count).putInt(storeBytes);
        put(bytes, region, 0);
        entries.forEach(entry -> put(bytes, entry, 0));
        outside.entries.forEach(entry -> put(bytes, entry, store.size() + HeaderEntry.LENGTH));
        bytes.put(store.toByteArray());
        put(bytes, trailer, 0);
        return bytes.put(outside.store.toByteArray()).array();
    }

    int storeSize() {
        return store.size();
    }

    int entryCount() {
        return entries.size();
    }

    private static void put(ByteBuffer bytes, HeaderEntry entry, int shift) {
        bytes.putInt(entry.tag())
                .putInt(entry.type())
                .putInt(entry.offset() + shift)
                .putInt(entry.count());
    }
}
