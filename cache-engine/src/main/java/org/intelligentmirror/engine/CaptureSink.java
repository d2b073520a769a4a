package org.intelligentmirror.engine;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.catalog.IndexArrival;
import org.intelligentmirror.catalog.Validators;
import org.intelligentmirror.evidence.Claim;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.evidence.Vouched;
import org.intelligentmirror.index.NewCapture;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.BlobWriter;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.Sha512;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Where a package's bytes go: checks, hashes, writes and commits them. The temp file is made by the first byte.
 *
 * <p>Bytes are judged by the digest in the URL, else by what indexes vouch for when the first byte arrives, else by how
 * they begin. A vouched digest also proves that the body is whole.
 */
final class CaptureSink implements BodySink {
    private static final int RANK_URL_DIGEST = 1;
    private static final int RANK_SAME_URL = 4;

    private final CaptureRequest request;
    private final PackageVault vault;
    private final Catalog catalog;
    private final CaptureRoom room;
    private final TypeSettings bounds;
    /** What the origin began to send before it was replaced there must not pass for what came after. */
    private final Instant begunAt;

    private final Optional<Sha256> stated;
    private Set<Claim> claims = Set.of();
    private volatile Optional<String> identity = Optional.empty();
    private @Nullable Sha512 sha512;
    private ByteBuffer head = ByteBuffer.allocate(0);
    private volatile @Nullable BlobWriter writer;

    CaptureSink(
            CaptureRequest request,
            PackageVault vault,
            Catalog catalog,
            CaptureRoom room,
            TypeSettings bounds,
            Clock clock) {
        this.request = request;
        this.vault = vault;
        this.catalog = catalog;
        this.room = room;
        this.bounds = bounds;
        this.begunAt = clock.instant();
        this.stated = UrlDigests.of(request.locator());
        this.identity = stated.map(Sha256::toString);
    }

    @Override
    public Optional<NotStored> accept(ByteBuffer bytes) throws StoreException {
        if (writer == null) {
            Optional<NotStored> refusal = begin();
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        if (wrongMagic(bytes)) {
            return Optional.of(NotStored.MAGIC);
        }
        BlobWriter out = writer == null ? vault.store().newWriter() : writer;
        writer = out;
        long after = out.length() + bytes.remaining();
        long wanted = request.contentLength().orElse(after);
        if (!room.growTo(vault.store().allocatedBytes(wanted))) {
            return Optional.of(NotStored.FULL);
        }
        if (sha512 != null) {
            sha512.update(bytes);
        }
        out.write(bytes);
        return Optional.empty();
    }

    /** Asks what the bytes will be judged by. */
    private Optional<NotStored> begin() throws StoreException {
        if (stated.isPresent()) {
            return Optional.empty();
        }
        Vouched vouched = catalog.vouch(request.locator());
        claims = vouched.claims();
        identity = identity(vouched);
        if (claims.stream().anyMatch(claim -> claim.sha256().isEmpty())) {
            sha512 = new Sha512();
        }
        if (!claims.isEmpty()) {
            return Optional.empty();
        }
        if (!request.kind().storableUnvouched()) {
            return Optional.of(NotStored.UNVOUCHED);
        }
        head = ByteBuffer.allocate(request.kind().magicLength());
        return request.contentLength().isEmpty() ? Optional.of(NotStored.TRUNCATED) : Optional.empty();
    }

    /** A claim of another length is one these bytes will not meet. */
    private Optional<String> identity(Vouched vouched) {
        boolean agreed = vouched instanceof Vouched.Agreed one
                && request.contentLength().orElse(one.claim().length())
                        == one.claim().length();
        return agreed ? Optional.of(((Vouched.Agreed) vouched).claim().identity()) : Optional.empty();
    }

    /** The digest the bytes will be judged by, if there is exactly one; known once it has taken bytes. Any thread. */
    Optional<String> identity() {
        return identity;
    }

    /** Whether bytes were taken and do not begin wrong. */
    boolean isJudged() {
        return writer != null && !head.hasRemaining();
    }

    /** Bytes taken so far. */
    long written() {
        return writer == null ? 0 : writer.length();
    }

    /** What was written so far, and what will be. Any thread, once {@link #isJudged}. */
    FileChannel openWritten() throws IOException {
        BlobWriter out = writer;
        if (out == null) {
            throw new FileNotFoundException("nothing is written yet");
        }
        return out.openWritten();
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

    /** Commits the body if it is what it should be. */
    @Override
    public CaptureOutcome finish() throws StoreException {
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
        Optional<String> alias =
                Optional.ofNullable(sha512).map(digest -> HexFormat.of().formatHex(digest.finish()));
        Optional<NotStored> refusal = judge(sha256, alias, out.length());
        return refusal.isPresent() ? dropped(refusal.get()) : commit(out, sha256, alias);
    }

    private Optional<NotStored> judge(Sha256 sha256, Optional<String> alias, long length) throws StoreException {
        if (stated.isPresent()) {
            return stated.get().equals(sha256) ? Optional.empty() : Optional.of(NotStored.DIGEST);
        }
        if (claims.isEmpty() || accepted(claims, sha256, alias)) {
            return Optional.empty();
        }
        boolean mayBeShort = request.contentLength().isEmpty();
        if (mayBeShort && claims.stream().noneMatch(claim -> length >= claim.length())) {
            return Optional.of(NotStored.TRUNCATED);
        }
        // What indexes say may have changed while the body was under way.
        Set<Claim> current = catalog.vouch(request.locator()).claims();
        if (accepted(current, sha256, alias)) {
            claims = current;
            return Optional.empty();
        }
        if (current.equals(claims)) {
            catalog.disagreed(request.locator());
        }
        return Optional.of(NotStored.DIGEST);
    }

    private static boolean accepted(Set<Claim> claims, Sha256 sha256, Optional<String> alias) {
        return claims.stream().anyMatch(claim -> claim.accepts(sha256, alias));
    }

    private CaptureOutcome commit(BlobWriter out, Sha256 sha256, Optional<String> alias) throws StoreException {
        int vouchedRank = claims.isEmpty() ? RANK_SAME_URL : NewCapture.RANK_CATALOG;
        NewCapture capture = new NewCapture(
                sha256,
                request.kind().type(),
                out.length(),
                vault.store().allocatedBytes(out.length()),
                request.locator(),
                request.headers(),
                begunAt,
                stated.isPresent() ? RANK_URL_DIGEST : vouchedRank);
        boolean alreadyHeld = vault.commit(out, capture, room.reservation());
        if (alias.isPresent()) {
            vault.identify(sha256, alias.get());
        }
        if (capture.type().equals(Kinds.indexType())) {
            tellCatalog(capture);
        }
        return new CaptureOutcome.Stored(sha256, out.length(), alreadyHeld);
    }

    /** An index file named by its digest is a list of packages as well as a package. */
    private void tellCatalog(NewCapture capture) {
        catalog.arrived(new IndexArrival(
                capture.locator(),
                capture.sha256(),
                Optional.empty(),
                capture.length(),
                true,
                Validators.NONE,
                capture.capturedAt(),
                () -> open(vault, capture.sha256(), capture.length()),
                () -> {}));
    }

    /** A stored index file's bytes. */
    static InputStream open(PackageVault vault, Sha256 sha256, long length) throws IOException {
        try {
            Optional<FileChannel> channel = vault.store().open(sha256, length);
            return Channels.newInputStream(
                    channel.orElseThrow(() -> new FileNotFoundException(sha256 + " is not stored any more")));
        } catch (StoreException e) {
            throw new IOException(e);
        }
    }

    /** Gives back what is left of the capture: temp file and room. Harmless after a commit. */
    @Override
    public void close() {
        if (writer != null) {
            writer.discard();
        }
        room.release();
    }

    private static CaptureOutcome dropped(NotStored why) {
        return new CaptureOutcome.Dropped(why);
    }
}
