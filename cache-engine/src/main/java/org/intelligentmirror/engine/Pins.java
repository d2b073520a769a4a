package org.intelligentmirror.engine;

import java.util.List;
import java.util.Optional;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** What operators want kept. Every method but {@link #list} may block; none is for an event loop. */
public interface Pins {
    /** Pins there may be. */
    int MAX_PINS = 1000;

    /** Every pin, the oldest first. */
    List<Pin> list();

    /** Pins what matches, now and later. Pinning the same again changes nothing. Looks at every package. */
    Outcome pin(Pin.Kind kind, String pattern) throws StoreException;

    /** Removes a pin; what it was, if it was there. Looks at every package. */
    Optional<Pin> unpin(long id) throws StoreException;

    /** The pin that keeps this package, if one does. */
    Optional<Pin> keeping(Sha256 sha256) throws StoreException;

    /** How pinning ended. */
    sealed interface Outcome {
        /**
         * It is pinned.
         *
         * @param packages stored packages it matches, and their allocated bytes
         */
        record Pinned(Pin pin, long packages, long bytes) implements Outcome {}

        /**
         * What is pinned would leave no room to evict anything.
         *
         * @param type whose limit it is; empty for the whole store
         * @param pinnedBytes pinned by other pins already
         * @param wantedBytes what this pin would add
         * @param mostBytes what may be pinned
         */
        record OverLimit(Optional<String> type, long pinnedBytes, long wantedBytes, long mostBytes)
                implements Outcome {}

        /** The pattern is none, or there are too many pins. */
        record Refused(String why) implements Outcome {}
    }
}
