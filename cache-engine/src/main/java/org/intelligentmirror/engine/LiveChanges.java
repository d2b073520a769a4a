package org.intelligentmirror.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.intelligentmirror.index.NewCapture;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * What happened to packages while their index was made again: it counts more than what the journal tells of the time
 * before. Written under the lock of the package's stripe, read while all of them are held.
 */
final class LiveChanges {
    /** URLs and packages remembered; beyond that nothing is taken in until the index is whole. */
    static final int MAX_CHANGES = 100_000;

    private final Set<Sha256> stored = ConcurrentHashMap.newKeySet();
    private final Set<Sha256> forgotten = ConcurrentHashMap.newKeySet();
    private final Set<String> bound = ConcurrentHashMap.newKeySet();

    /** A package is about to be bound to a URL, and perhaps to come. */
    void capturing(NewCapture capture) throws StoreException {
        if (bound.size() >= MAX_CHANGES) {
            throw new StoreException(
                    StoreException.Kind.FULL, "nothing more is taken in before the index has been made again");
        }
        stored.add(capture.sha256());
        bound.add(capture.locator().url());
    }

    void forgetting(Sha256 sha256) {
        forgotten.add(sha256);
    }

    /** Whether the package came, or was bound to a URL. */
    boolean hasStored(Sha256 sha256) {
        return stored.contains(sha256);
    }

    /** Whether the package was forgotten, even if it came again. */
    boolean hasForgotten(Sha256 sha256) {
        return forgotten.contains(sha256);
    }

    boolean hasBound(String url) {
        return bound.contains(url);
    }
}
