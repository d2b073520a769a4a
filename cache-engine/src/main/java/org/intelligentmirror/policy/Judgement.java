package org.intelligentmirror.policy;

import java.util.OptionalLong;

/** Whether a response is worth keeping, judged from its head. */
public sealed interface Judgement {
    /**
     * The body is captured.
     *
     * @param contentLength bytes the origin announced; empty only where a digest proves completeness
     * @param headers what is kept of the head
     */
    record Keep(OptionalLong contentLength, ReplyHeaders headers) implements Judgement {}

    /** The response goes on without being kept. */
    record Leave(Reason reason) implements Judgement {}
}
