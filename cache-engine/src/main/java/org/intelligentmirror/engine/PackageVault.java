package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.index.IndexStep;
import org.intelligentmirror.index.NewCapture;
import org.intelligentmirror.index.PackageIndex;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.BlobCheck.Finding;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.BlobWriter;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store and its index as one: what the index names is on disk, and the book of bytes agrees with both.
 *
 * <p>Whatever is done is journaled first. Then committing writes the file and after it the index; removing goes the
 * other way round. So a file always has a record, and doing the last records again makes the index whole. Both hold the
 * lock of the digest's stripe meanwhile, so that one digest is never committed and removed at once. Readers take no
 * lock: what they find missing they look at again under it. Every method may block.
 */
final class PackageVault {
    private static final Logger LOG = LoggerFactory.getLogger(PackageVault.class);
    private static final int STRIPES = 64;

    private final BlobStore store;
    private final VaultJournal journal;
    private final PackageIndex index;
    private final Capacity capacity;
    private final Suspects suspects;
    private final Doubts doubts;
    private final CheckCounts counts = new CheckCounts();
    private final Retention retention;
    private final Clock clock;
    private final UseCounter uses = new UseCounter();
    private final BlobLeases leases;
    private final Leftovers leftovers;
    private final ReentrantLock[] stripes =
            IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    /** What happened since the index was begun to be made again; null unless it is. */
    private volatile @Nullable LiveChanges live;

    PackageVault(
            BlobStore store,
            VaultJournal journal,
            PackageIndex index,
            Capacity capacity,
            Suspects suspects,
            Clock clock)
            throws StoreException {
        this.store = store;
        this.journal = journal;
        this.index = index;
        this.capacity = capacity;
        this.suspects = suspects;
        this.doubts = new Doubts(store, suspects);
        this.retention = new Retention(index, new JournaledRetention(index.retention(), journal), capacity, clock);
        this.clock = clock;
        this.leases = new BlobLeases(store, clock);
        this.leftovers = new Leftovers(capacity);
    }

    BlobStore store() {
        return store;
    }

    VaultJournal journal() {
        return journal;
    }

    PackageIndex index() {
        return index;
    }

    Capacity capacity() {
        return capacity;
    }

    Suspects suspects() {
        return suspects;
    }

    Retention retention() {
        return retention;
    }

    /** The package of this sequence. */
    Optional<Blob> blob(long sequence) throws StoreException {
        BlobFilter next = new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), sequence - 1, 1);
        return index.list(next).stream()
                .filter(blob -> blob.sequence() == sequence)
                .findFirst();
    }

    BlobLeases leases() {
        return leases;
    }

    CheckCounts counts() {
        return counts;
    }

    /** A package as its newest capture describes it, but for validators, which count where they were seen only. */
    Optional<StoredPackage> open(Blob blob) throws StoreException {
        Attribution newest = index.bindingsOf(blob, 1).stream()
                .findFirst()
                .map(binding -> new Attribution(binding.headers().withoutValidators(), binding.capturedAt()))
                .orElseGet(() -> bare(blob));
        return open(blob, newest);
    }

    private static Attribution bare(Blob blob) {
        ReplyHeaders bare = new ReplyHeaders(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), blob.committedAt(), 0);
        return new Attribution(bare, blob.committedAt());
    }

    /** A package described so; empty, and forgotten, if its bytes are not what they should be. */
    Optional<StoredPackage> open(Blob blob, Attribution said) throws StoreException {
        Optional<FileChannel> channel = openBytes(blob);
        channel.ifPresent(opened -> countUse(blob));
        return channel.map(
                bytes -> new StoredPackage(blob.sha256(), blob.length(), said.headers(), said.receivedAt(), bytes));
    }

    /** A package's bytes, which is no use of it yet; empty, and forgotten, if they are not what they should be. */
    Optional<FileChannel> openBytes(Blob blob) throws StoreException {
        if (doubts.mustVerify(blob) && !verify(blob)) {
            return Optional.empty();
        }
        Optional<FileChannel> channel = store.open(blob.sha256(), blob.length());
        if (channel.isEmpty()) {
            forgetLost(blob);
        }
        return channel;
    }

    void countUse(Blob blob) {
        uses.count(blob.sequence(), clock.instant());
    }

    /** Binds a further locator to a package, unless that was forgotten meanwhile. */
    void bind(Blob blob, Locator locator, ReplyHeaders headers, Instant at, int evidenceRank) throws StoreException {
        ReentrantLock lock = lock(blob.sha256());
        try {
            if (index.blob(blob.sha256()).isPresent()) {
                rebind(judged(new NewCapture(
                        blob.sha256(),
                        blob.type(),
                        blob.length(),
                        blob.allocatedBytes(),
                        locator,
                        headers,
                        at,
                        evidenceRank)));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Hashes a doubtful package again; one that fails is quarantined and forgotten. */
    boolean verify(Blob blob) throws StoreException {
        ReentrantLock lock = lock(blob.sha256());
        try {
            if (!doubts.mustVerify(blob)) {
                return true;
            }
            Finding finding = store.check(blob.sha256(), blob.length());
            counts.checked(blob.length());
            if (finding == Finding.INTACT) {
                doubts.clear(blob);
            } else {
                condemn(blob, finding);
            }
            return finding == Finding.INTACT;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Judges a package by what a check found that held no lock. Its file may have been replaced or written to
     * meanwhile: one that failed, or lost its seal, is hashed once more before anything follows from it.
     */
    Finding judge(Blob blob, Finding found) throws StoreException {
        counts.checked(blob.length());
        if (found != Finding.INTACT) {
            doubts.add(blob.sha256());
        }
        if (verify(blob)) {
            return Finding.INTACT;
        }
        return found == Finding.INTACT ? Finding.WRONG : found;
    }

    /** Notes that a package failed while it was served: it is hashed before it is served again. */
    void doubt(Sha256 sha256) {
        doubts.add(sha256);
    }

    private void forgetLost(Blob blob) throws StoreException {
        ReentrantLock lock = lock(blob.sha256());
        try {
            Optional<Blob> current = index.blob(blob.sha256());
            if (current.isPresent() && !isOnDisk(current.get())) {
                condemn(current.get(), Finding.MISSING);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the stripe's lock. A package that was forgotten meanwhile leaves nothing to do, and no noise. */
    private void condemn(Blob blob, Finding finding) throws StoreException {
        Optional<Blob> known = index.blob(blob.sha256());
        if (known.isEmpty()) {
            doubts.forget(blob.sha256());
            return;
        }
        counts.failed();
        LOG.error("{} is {}: quarantined and forgotten", Description.of(index, blob), what(finding));
        forgetHeld(blob.sha256());
        store.quarantine(blob.sha256());
    }

    private static String what(Finding finding) {
        return switch (finding) {
            case INTACT -> "intact";
            case MISSING -> "missing on disk or has the wrong length";
            case WRONG -> "damaged: its bytes have another digest";
            case UNREADABLE -> "unreadable";
        };
    }

    private boolean isOnDisk(Blob blob) throws StoreException {
        Optional<FileChannel> channel = store.open(blob.sha256(), blob.length());
        channel.ifPresent(PackageVault::closeQuietly);
        return channel.isPresent();
    }

    /**
     * Makes a finished body a package bound to its locator, and turns the reservation into stored bytes.
     *
     * @return whether the bytes were stored already
     */
    boolean commit(BlobWriter writer, NewCapture finished, Capacity.Reservation reservation) throws StoreException {
        Sha256 sha256 = finished.sha256();
        ReentrantLock lock = lock(sha256);
        try {
            NewCapture capture = judged(finished);
            Optional<Blob> known = index.blob(sha256);
            boolean intact = known.isPresent() && !doubts.mustVerify(known.get()) && isOnDisk(known.get());
            if (intact) {
                writer.discard();
                rebind(capture);
                reservation.release();
            } else if (known.isPresent()) {
                // The sequence is an old one: no later sync would force these bytes.
                writer.commit(sha256);
                store.force(List.of(sha256));
                rebind(capture);
                doubts.clear(known.get());
                reservation.release();
            } else {
                publishNew(writer, capture, reservation);
            }
            return intact;
        } finally {
            lock.unlock();
        }
    }

    private void publishNew(BlobWriter writer, NewCapture capture, Capacity.Reservation reservation)
            throws StoreException {
        try {
            noteLive(capture);
            journal.storing(capture.blob());
            writer.commit(capture.sha256());
            if (live != null) {
                // Its sequence may be lower than one that is forced already.
                store.force(List.of(capture.sha256()));
            }
            journal.binding(capture.binding());
            record(capture);
        } catch (StoreException e) {
            Optional<Blob> recorded = index.blob(capture.sha256());
            if (recorded.isPresent()) {
                retention.recorded(capture, recorded.get().sequence());
                reservation.store(capture.allocatedBytes());
            } else {
                journal.forgetting(capture.sha256());
                store.delete(capture.sha256());
            }
            throw e;
        }
        reservation.store(capture.allocatedBytes());
    }

    /** Binds a locator to a package that is known. Under the stripe's lock. */
    private void rebind(NewCapture capture) throws StoreException {
        noteLive(capture);
        journal.binding(capture.binding());
        record(capture);
    }

    /** With validators marked that the locator has had over other bytes. */
    private NewCapture judged(NewCapture capture) throws StoreException {
        Optional<Binding> before = index.binding(capture.locator());
        return before.isEmpty()
                ? capture
                : capture.with(capture.headers()
                        .beside(
                                before.get().headers(),
                                before.get().blob().sha256().equals(capture.sha256())));
    }

    private void noteLive(NewCapture capture) throws StoreException {
        LiveChanges changes = live;
        if (changes != null) {
            changes.capturing(capture);
        }
    }

    private void record(NewCapture capture) throws StoreException {
        retention.recorded(capture, index.record(capture).sequence());
    }

    /** Notes the SHA-512 of a package, unless that was forgotten meanwhile or has it already. */
    void identify(Sha256 sha256, String sha512) throws StoreException {
        ReentrantLock lock = lock(sha256);
        try {
            if (index.blob(sha256).isPresent() && !index.aliases(sha256).contains(sha512)) {
                journal.identifying(sha256, sha512);
                index.identify(sha256, sha512);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes a package; false if it is not there. */
    boolean purge(Sha256 sha256) throws StoreException {
        ReentrantLock lock = lock(sha256);
        try {
            Optional<Blob> known = forgetHeld(sha256);
            if (known.isPresent()) {
                leftovers.add(known.get());
                removeFile(sha256);
            }
            return known.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Deletes the files of forgotten packages that could not be deleted before. */
    void deleteLeftovers() throws StoreException {
        for (Sha256 sha256 : leftovers.all()) {
            ReentrantLock lock = lock(sha256);
            try {
                if (index.blob(sha256).isEmpty()) {
                    removeFile(sha256);
                }
                leftovers.remove(sha256);
            } finally {
                lock.unlock();
            }
        }
    }

    private void removeFile(Sha256 sha256) throws StoreException {
        if (leases.holds(sha256)) {
            store.setAside(sha256);
        } else {
            store.delete(sha256);
        }
        leftovers.remove(sha256);
    }

    private Optional<Blob> forgetHeld(Sha256 sha256) throws StoreException {
        if (index.blob(sha256).isEmpty()) {
            return Optional.empty();
        }
        LiveChanges changes = live;
        if (changes != null) {
            changes.forgetting(sha256);
        }
        journal.forgetting(sha256);
        Optional<Blob> forgotten = index.forget(sha256);
        forgotten.ifPresent(blob -> {
            capacity.remove(blob.type(), blob.allocatedBytes());
            retention.forgotten(blob);
        });
        doubts.forget(sha256);
        return forgotten;
    }

    /** Hands the uses counted so far to the index. */
    void flushUses() throws StoreException {
        uses.flush(index, retention::used);
        retention.flushLevels();
    }

    /** Work on the store and its index. */
    @FunctionalInterface
    interface Work {
        void run() throws StoreException;
    }

    /** Runs {@code work} while nothing is committed or removed. */
    void alone(Work work) throws StoreException {
        int held = 0;
        try {
            for (ReentrantLock stripe : stripes) {
                stripe.lock();
                held++;
            }
            work.run();
        } finally {
            for (int i = 0; i < held; i++) {
                stripes[i].unlock();
            }
        }
    }

    /** Waits until whatever was journaled before this call is in the index, or will never be. */
    void settle() {
        for (ReentrantLock stripe : stripes) {
            stripe.lock();
            try {
                // Whoever held it is through.
            } finally {
                stripe.unlock();
            }
        }
    }

    /** Runs {@code work} while this blob is neither committed nor removed. */
    void alone(Sha256 sha256, Work work) throws StoreException {
        ReentrantLock lock = lock(sha256);
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Changes the index and the book of bytes; under the lock of every stripe concerned. How many packages came. */
    int change(List<IndexStep> steps) throws StoreException {
        PackageIndex.Applied applied = index.apply(steps);
        applied.added().forEach(blob -> capacity.add(blob.type(), blob.allocatedBytes()));
        for (Blob blob : applied.forgotten()) {
            capacity.remove(blob.type(), blob.allocatedBytes());
            retention.forgotten(blob);
        }
        return applied.added().size();
    }

    /** From now on it is remembered what happens, until {@link #rebuilt}. */
    LiveChanges rebuilding() throws StoreException {
        LiveChanges changes = new LiveChanges();
        alone(() -> live = changes);
        return changes;
    }

    void rebuilt() {
        live = null;
    }

    private ReentrantLock lock(Sha256 sha256) {
        ReentrantLock lock = stripes[Math.floorMod(sha256.hashCode(), STRIPES)];
        lock.lock();
        return lock;
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Only opened to look at.
        }
    }
}
