package org.intelligentmirror.engine;

import org.intelligentmirror.store.Sha256;

/** How a capture ended. */
public sealed interface CaptureOutcome {
    /**
     * The package is stored and its locator bound to it.
     *
     * @param alreadyHeld whether the same bytes were stored before, under whatever name
     */
    record Stored(Sha256 sha256, long length, boolean alreadyHeld) implements CaptureOutcome {}

    /** Nothing was stored. */
    record Dropped(NotStored why) implements CaptureOutcome {}
}
