package org.intelligentmirror.engine;

import java.util.List;
import java.util.Optional;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.store.BlobCheck;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * The stored packages as operators list, look up and remove them. Every method may block; none is for an event loop.
 */
public interface Inventory {
    /** One page of the packages that match. */
    PackagePage list(PackageQuery query) throws StoreException;

    /** A package with all its sources (at most 100, newest first). */
    Optional<PackageEntry> show(Sha256 sha256) throws StoreException;

    /** What this locator is bound to, whatever its age. */
    Optional<PackageEntry> byLocator(Locator locator) throws StoreException;

    /** Every package captured under this exact file name, at most 1000. */
    List<PackageEntry> byName(String fileName) throws StoreException;

    /** Opens a stored package for a download that names its digest. */
    Optional<StoredPackage> open(Sha256 sha256) throws StoreException;

    /** Removes a package, its bytes and every binding to it; false if it is not stored. Readers are not disturbed. */
    boolean purge(Sha256 sha256) throws StoreException;

    /** Hashes a package again; one that fails is quarantined and forgotten. Empty if it is not stored. */
    Optional<BlobCheck.Finding> verify(Sha256 sha256) throws StoreException;

    /** Says that a package could not be sent whole, and not for its receiver's sake. The one method never to block. */
    void doubt(Sha256 sha256);

    /** What checking stored packages has shown. From memory. */
    ScrubReport scrub();

    /** The hosts packages came from, sorted, with the number of packages, at most 10,000. */
    List<HostCount> hosts() throws StoreException;

    /** Figures of the moment. */
    StoreStats stats() throws StoreException;

    /** Packages captured from one host. */
    record HostCount(String host, long packages) {}
}
