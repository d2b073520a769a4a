package org.intelligentmirror.index;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.rpm.RpmProof;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * What is known of stored packages and the URLs that led to them. Every method but {@link #mayHaveBinding} may block,
 * and is not for an event loop; safe for any thread. A change is there for every later call, and after a crash of the
 * process, once its method has returned.
 */
public interface PackageIndex extends AutoCloseable {
    /** The package with this digest. */
    Optional<Blob> blob(Sha256 sha256) throws StoreException;

    /** False only if {@link #binding} would find nothing. Never blocks. */
    boolean mayHaveBinding(Locator locator);

    /** What this locator was last bound to. */
    Optional<Binding> binding(Locator locator) throws StoreException;

    /** The most recent capture of this type under this decoded file name. */
    Optional<Binding> latestNamed(String type, String name) throws StoreException;

    /** Bindings of one package, newest first. */
    List<Binding> bindingsOf(Blob blob, int limit) throws StoreException;

    /** Records a package, unless it is known, and binds its locator to it. Atomic. */
    Recorded record(NewCapture capture) throws StoreException;

    /** Records that a package has this SHA-512, 128 lower-case hexadecimal digits. Atomic. */
    void identify(Sha256 sha256, String sha512) throws StoreException;

    /** The SHA-512 digests recorded for these bytes, in no order: none or one. */
    List<String> aliases(Sha256 sha256) throws StoreException;

    /** Forgets a package and every binding to it; what was forgotten, if anything. Atomic. */
    Optional<Blob> forget(Sha256 sha256) throws StoreException;

    /** Makes many changes, one after the other. Atomic. */
    Applied apply(List<IndexStep> steps) throws StoreException;

    /** Shows every binding of one package, in no order; none is held in memory longer. */
    void eachBinding(Blob blob, Consumer<Binding> sink) throws StoreException;

    /** Adds uses; packages forgotten meanwhile are skipped. */
    void recordUses(Collection<Use> uses) throws StoreException;

    /** A part of all packages, in order of commit. A filter that matches few may read very many. */
    default List<Blob> list(BlobFilter filter) throws StoreException {
        return list(filter, Long.MAX_VALUE);
    }

    /** As {@link #list(BlobFilter)}, of the packages up to this sequence. */
    List<Blob> list(BlobFilter filter, long upTo) throws StoreException;

    /** Packages captured under this decoded file name. */
    List<Blob> named(String name, int limit) throws StoreException;

    /**
     * RPM packages captured under this decoded file name with exactly this length, the latest committed first, without
     * those that were found to have no proof.
     */
    List<RpmCandidate> rpmCandidates(String name, long length, int limit) throws StoreException;

    /** Whether it was recorded that this package has a proof, or that it has none. */
    boolean isExamined(Blob blob) throws StoreException;

    /** Records a package's proof, or that it has none; does nothing if that is recorded, or the package forgotten. */
    void recordProof(Blob blob, Optional<RpmProof> proof) throws StoreException;

    /** Hosts by name with the number of packages bound to each. */
    List<HostTotal> hosts(int limit) throws StoreException;

    /** Sums of each type, kept exactly. */
    List<TypeTotal> totals() throws StoreException;

    /** Number of bindings. */
    long bindings() throws StoreException;

    /** Sequence of the package committed last; 0 if there is none. */
    long lastSequence() throws StoreException;

    /** How far the scrub is; empty if there never was one. */
    Optional<ScrubMark> scrubMark() throws StoreException;

    /** Records how far the scrub is. */
    void saveScrubMark(ScrubMark mark) throws StoreException;

    /**
     * Sees to it that locators which are not bound are told from memory, if they are not yet: reads all that are, which
     * may take minutes, unless the last close was in order. Called by one thread at a time, again and again.
     */
    void learnLocators(BooleanSupplier stopping) throws StoreException;

    /** What must stay, and how far eviction has come, in the same place. */
    RetentionIndex retention();

    /** Forces everything recorded to the disk. */
    void sync() throws StoreException;

    @Override
    void close();

    /**
     * Outcome of {@link #apply}.
     *
     * @param added packages that were unknown
     * @param forgotten packages that were known
     */
    record Applied(List<NewBlob> added, List<Blob> forgotten) {}

    /** Outcome of {@link #record}: the package's sequence, and whether it was unknown before. */
    record Recorded(long sequence, boolean isNew) {}

    /** Answers served from one package. */
    record Use(long sequence, long hits, Instant lastUsedAt) {}

    /** Packages bound to one host. */
    record HostTotal(String host, long packages) {}

    /** Sums of one type. */
    record TypeTotal(String type, long packages, long bytes, long allocatedBytes) {}
}
