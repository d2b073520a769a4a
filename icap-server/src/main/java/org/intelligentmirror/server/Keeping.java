package org.intelligentmirror.server;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.intelligentmirror.engine.CaptureStream;
import org.intelligentmirror.engine.Confirmation;
import org.intelligentmirror.policy.Reason;

/** What a response that streams on is kept as. Used on one event loop; never blocks. */
interface Keeping {
    /** The reason shown with CAPTURE. */
    Reason reason();

    /** Begins to keep; {@code drained} runs, on any thread, when a stream that said "stop reading" has caught up. */
    CaptureStream open(Runnable drained);

    /**
     * Judges the body by its first bytes.
     *
     * @param start as much of the body as is here, valid until the stage completes
     * @param whole whether that is all of it
     * @return completes on any thread, never exceptionally
     */
    CompletionStage<Appraisal> appraise(ByteBuffer start, boolean whole);

    /** What is to be done with a body. */
    sealed interface Appraisal {
        /** It is kept while it streams on. */
        record Keep() implements Appraisal {}

        /** It goes on without being kept. */
        record Leave(Reason reason) implements Appraisal {}

        /** The store has these bytes: they are sent from there. Whoever receives this closes what is stored. */
        record Deliver(Confirmation confirmation) implements Appraisal {}
    }
}
