package org.intelligentmirror.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.Sha256;

/**
 * Files of packages that were forgotten and could not be deleted: they take their room until they are. At most {@link
 * #MAX} are remembered; further ones stay until somebody clears them away.
 */
final class Leftovers {
    /** Files remembered: a disk that fails so often is not to be used any more. */
    static final int MAX = 10_000;

    private final Capacity capacity;
    private final Map<Sha256, Blob> files = new LinkedHashMap<>();

    Leftovers(Capacity capacity) {
        this.capacity = capacity;
    }

    /** The file of a package that is booked out is still there. */
    synchronized void add(Blob blob) {
        if (files.size() < MAX && files.putIfAbsent(blob.sha256(), blob) == null) {
            capacity.add(blob.type(), blob.allocatedBytes());
        }
    }

    /** The file is gone, or a package's again. */
    synchronized void remove(Sha256 sha256) {
        Optional.ofNullable(files.remove(sha256))
                .ifPresent(blob -> capacity.remove(blob.type(), blob.allocatedBytes()));
    }

    synchronized List<Sha256> all() {
        return new ArrayList<>(files.keySet());
    }
}
