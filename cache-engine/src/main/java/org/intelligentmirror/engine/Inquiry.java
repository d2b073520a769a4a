package org.intelligentmirror.engine;

import java.util.concurrent.CompletionStage;

/** A request for a package that may wait for another one's response. Safe for any thread; nothing blocks. */
public interface Inquiry {
    /** Completes on any thread, never exceptionally. Whoever receives a hit or a join closes what it holds. */
    CompletionStage<Resolution> answer();

    /** Ends the waiting for others, if it waits: the answer is then a miss. */
    void hurry();
}
