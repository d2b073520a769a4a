package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.catalog.IndexArrival;
import org.intelligentmirror.store.BlobWriter;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.Sha512;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Keeps the bytes of an index file until the catalog has read them. */
final class TapSink implements BodySink {
    private final TapRequest request;
    private final PackageVault vault;
    private final Catalog catalog;
    private final CaptureRoom room;
    private final Clock clock;
    private final Sha512 sha512 = new Sha512();
    private @Nullable BlobWriter writer;
    private boolean handedOver;

    TapSink(TapRequest request, PackageVault vault, Catalog catalog, CaptureRoom room, Clock clock) {
        this.request = request;
        this.vault = vault;
        this.catalog = catalog;
        this.room = room;
        this.clock = clock;
    }

    @Override
    public Optional<NotStored> accept(ByteBuffer bytes) throws StoreException {
        BlobWriter out = writer == null ? vault.store().newWriter() : writer;
        writer = out;
        long after = out.length() + bytes.remaining();
        long wanted = request.contentLength().orElse(after);
        if (!room.growTo(vault.store().allocatedBytes(wanted))) {
            return Optional.of(NotStored.FULL);
        }
        sha512.update(bytes);
        out.write(bytes);
        return Optional.empty();
    }

    @Override
    public CaptureOutcome finish() throws StoreException {
        BlobWriter out = writer;
        if (out == null) {
            return new CaptureOutcome.Dropped(NotStored.SIZE);
        }
        Sha256 sha256 = out.finish();
        handedOver = true;
        catalog.arrived(new IndexArrival(
                request.locator(),
                sha256,
                Optional.of(HexFormat.of().formatHex(sha512.finish())),
                out.length(),
                request.contentLength().isPresent(),
                request.validators(),
                clock.instant(),
                () -> Channels.newInputStream(out.openWritten()),
                this::release));
        return new CaptureOutcome.Stored(sha256, out.length(), false);
    }

    @Override
    public void close() {
        if (!handedOver) {
            release();
        }
    }

    private void release() {
        if (writer != null) {
            writer.discard();
        }
        room.release();
    }
}
