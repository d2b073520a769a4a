package org.intelligentmirror.engine;

import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.StoreException;

/** The room of one capture: what is reserved for it, and who makes more. */
record CaptureRoom(Capacity.Reservation reservation, Evictor evictor) {
    /** Holds {@code allocated} bytes in all, evicting others if need be; false if there is no room. May block. */
    boolean growTo(long allocated) throws StoreException {
        return reservation.growTo(allocated) || evictor.makeRoom(reservation, allocated);
    }

    /** Gives the room back. Harmless after a commit. */
    void release() {
        reservation.release();
    }
}
