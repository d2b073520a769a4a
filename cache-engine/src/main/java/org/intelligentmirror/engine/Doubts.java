package org.intelligentmirror.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Which packages are hashed before their next use: those a power loss may have torn, those that failed while they were
 * served, and those whose file somebody wrote to since it was hashed. Safe for any thread.
 */
final class Doubts {
    /** Packages that failed while served and were not hashed since; further ones are not noted. */
    static final int MAX_FAILED = 10_000;

    /** Packages known to be good although their file system keeps no seal; past that they are hashed once more. */
    static final int MAX_UNSEALABLE = 65_536;

    private final BlobStore store;
    private final Suspects torn;
    private final Set<Sha256> failed = ConcurrentHashMap.newKeySet();
    private final Set<Sha256> unsealable = ConcurrentHashMap.newKeySet();

    Doubts(BlobStore store, Suspects torn) {
        this.store = store;
        this.torn = torn;
    }

    boolean mustVerify(Blob blob) throws StoreException {
        Sha256 sha256 = blob.sha256();
        return torn.mustVerify(blob.sequence())
                || failed.contains(sha256)
                || (!store.isSealed(sha256) && !unsealable.contains(sha256));
    }

    /** Notes that a package failed while it was served. */
    void add(Sha256 sha256) {
        if (failed.size() < MAX_FAILED) {
            failed.add(sha256);
        }
    }

    /** The package's bytes were just hashed and are right. */
    void clear(Blob blob) {
        torn.clear(blob.sequence());
        failed.remove(blob.sha256());
        if (!store.seal(blob.sha256())) {
            if (unsealable.size() >= MAX_UNSEALABLE) {
                unsealable.clear();
            }
            unsealable.add(blob.sha256());
        }
    }

    /** The package's file is gone. */
    void forget(Sha256 sha256) {
        failed.remove(sha256);
        unsealable.remove(sha256);
    }
}
