package org.intelligentmirror.catalog;

import java.util.Optional;
import org.intelligentmirror.catalog.IndexArrival.IndexBytes;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** Finds index files that are stored by their digest and need not pass again to be read. */
@FunctionalInterface
public interface StoredIndexes {
    /** The stored bytes with this digest, if they are an index file's. May block. */
    Optional<IndexBytes> find(Sha256 sha256) throws StoreException;
}
