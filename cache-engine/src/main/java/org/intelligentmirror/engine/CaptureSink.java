package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.index.NewCapture;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.BlobWriter;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Where a capture's bytes go: checks, hashes, writes and commits them. Used by one worker at a time; every method may
 * block, and the temp file is made by the first byte.
 */
final class CaptureSink {
    private static final int RANK_URL_DIGEST = 1;
    private static final int RANK_SAME_URL = 4;

    private final CaptureRequest request;
    private final PackageVault vault;
    private final Capacity.Reservation reservation;
    private final TypeSettings bounds;
    private final Clock clock;
    private final Optional<Sha256> expected;
    private final ByteBuffer head;
    private @Nullable BlobWriter writer;

    CaptureSink(
            CaptureRequest request,
            PackageVault vault,
            Capacity.Reservation reservation,
            TypeSettings bounds,
            Clock clock) {
        this.request = request;
        this.vault = vault;
        this.reservation = reservation;
        this.bounds = bounds;
        this.clock = clock;
        this.expected = UrlDigests.of(request.locator());
        this.head =
                ByteBuffer.allocate(expected.isPresent() ? 0 : request.kind().magicLength());
    }

    /** Takes the remaining bytes; a reason if the capture must end. */
    Optional<NotStored> accept(ByteBuffer bytes) throws StoreException {
        if (wrongMagic(bytes)) {
            return Optional.of(NotStored.MAGIC);
        }
        BlobWriter out = writer == null ? vault.store().newWriter() : writer;
        writer = out;
        long after = out.length() + bytes.remaining();
        if (request.contentLength().isEmpty()
                && !reservation.growTo(vault.store().allocatedBytes(after))) {
            return Optional.of(NotStored.FULL);
        }
        out.write(bytes);
        return Optional.empty();
    }

    /** Gathers the body's first bytes, however they are split, until they can be judged. */
    private boolean wrongMagic(ByteBuffer bytes) {
        if (!head.hasRemaining()) {
            return false;
        }
        ByteBuffer part = bytes.duplicate();
        part.limit(part.position() + Math.min(part.remaining(), head.remaining()));
        head.put(part);
        return !head.hasRemaining()
                && !request.kind().looksRight(head.duplicate().flip());
    }

    /** The whole body was accepted: commits it if it is what it should be. */
    CaptureOutcome finish() throws StoreException {
        BlobWriter out = writer;
        if (out == null) {
            return dropped(NotStored.SIZE);
        }
        if (head.hasRemaining()) {
            return dropped(NotStored.MAGIC);
        }
        OptionalLong announced = request.contentLength();
        if (announced.isPresent() && announced.getAsLong() != out.length()) {
            return dropped(out.length() < announced.getAsLong() ? NotStored.TRUNCATED : NotStored.TOO_LONG);
        }
        if (out.length() < bounds.minPackageBytes()) {
            return dropped(NotStored.SIZE);
        }
        Sha256 sha256 = out.finish();
        if (expected.isPresent() && !expected.get().equals(sha256)) {
            return dropped(NotStored.DIGEST);
        }
        NewCapture capture = new NewCapture(
                sha256,
                request.kind().type(),
                out.length(),
                vault.store().allocatedBytes(out.length()),
                request.locator(),
                request.headers(),
                clock.instant(),
                expected.isPresent() ? RANK_URL_DIGEST : RANK_SAME_URL);
        boolean alreadyHeld = vault.commit(out, capture, reservation);
        return new CaptureOutcome.Stored(sha256, out.length(), alreadyHeld);
    }

    /** Gives back what is left of the capture: temp file and room. Harmless after a commit. */
    void close() {
        if (writer != null) {
            writer.discard();
        }
        reservation.release();
    }

    private static CaptureOutcome dropped(NotStored why) {
        return new CaptureOutcome.Dropped(why);
    }
}
