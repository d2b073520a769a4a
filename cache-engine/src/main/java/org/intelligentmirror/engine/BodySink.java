package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.intelligentmirror.store.StoreException;

/** Where the bytes of a {@link Capture} go. Used by one worker at a time; every method may block. */
interface BodySink {
    /** Takes the remaining bytes; a reason if the capture must end. */
    Optional<NotStored> accept(ByteBuffer bytes) throws StoreException;

    /** The whole body was accepted. */
    CaptureOutcome finish() throws StoreException;

    /** The capture ended for {@code why} before the whole body was accepted. */
    default CaptureOutcome broken(NotStored why) {
        return new CaptureOutcome.Dropped(why);
    }

    /** Gives back what is left of the capture. Called once, after {@link #finish} or {@link #broken}. */
    void close();
}
