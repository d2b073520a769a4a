package org.intelligentmirror.engine;

import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Packages somebody was told where to fetch and has not opened yet: each stays readable until its lease ends, also if
 * it is purged or evicted meanwhile. Safe for any thread.
 */
public interface Leases {
    /** Keeps a stored package readable until {@code end} at least; false if there are too many leases. Never blocks. */
    boolean grant(Sha256 sha256, Instant end);

    /** The bytes of a leased package, from position 0; empty if they are not there any more. Blocks. */
    Optional<FileChannel> open(Sha256 sha256, long length) throws StoreException;
}
