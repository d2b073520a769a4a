package org.intelligentmirror.index;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.store.StoreException;

/**
 * Where it is kept what must stay and how far eviction has come. Holds no rule of what a pin matches. Every method may
 * block; safe for any thread. A change is there for every later call, and after a crash of the process, once its method
 * has returned.
 */
public interface RetentionIndex {
    /** Every pin, the oldest first. */
    List<PinRow> pins() throws StoreException;

    /** Adds a pin, and tells its number; that of the pin there is, if one says the same. */
    long addPin(String kind, String pattern, Instant at) throws StoreException;

    /** Removes a pin; what it was, if it was there. */
    Optional<PinRow> removePin(long id) throws StoreException;

    /** Every level recorded. */
    List<LevelRow> levels() throws StoreException;

    /** Records a level reached, and forgets levels of this scope below {@code lowest}. */
    void addLevel(LevelRow row, long lowest) throws StoreException;

    /**
     * A pin.
     *
     * @param kind a name of up to 16 characters
     * @param pattern up to 8192 characters
     */
    record PinRow(long id, String kind, String pattern, Instant pinnedAt) {}

    /** A level of eviction, and when it was reached; scope is a type, or empty for the whole store. */
    record LevelRow(String scope, long level, Instant since) {}
}
