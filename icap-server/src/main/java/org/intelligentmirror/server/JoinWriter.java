package org.intelligentmirror.server;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.intelligentmirror.engine.CaptureOutcome;
import org.intelligentmirror.engine.Joiner;
import org.intelligentmirror.engine.Resolution;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.policy.Verdict;

/**
 * Writes the HTTP response of a join: the head at once, and the body as one chunk whose bytes follow as they arrive,
 * from the file. One part is under way at a time and the next begins when it has gone out, so a peer that reads slowly
 * costs nothing. A body that fails is cut off within its chunk. Lives on the connection's event loop.
 */
final class JoinWriter {
    /** Bytes of one part: small enough that a fast peer does not keep the others of its event loop waiting. */
    private static final long MAX_PART = 1 << 20;

    private final Joiner joiner;
    private final Answer answer;
    private long sent;
    private boolean writing;
    private boolean over;

    private JoinWriter(Joiner joiner, Answer answer) {
        this.joiner = joiner;
        this.answer = answer;
    }

    /** Answers with {@code join}, which is taken over. */
    static JoinWriter begin(Resolution.Join join, Answer answer, Clock clock) {
        Joiner joiner = join.joiner();
        answer.verdict(Verdict.JOIN, join.reason());
        ReplyHead head = new ReplyHead(
                joiner.headers(),
                joiner.length(),
                joiner.receivedAt(),
                "intelligentmirror; fwd=miss; collapsed; detail="
                        + join.reason().token());
        answer.ok(Optional.empty(), Optional.of(head.render(false, clock.instant())), IcapResponse.Body.RESPONSE);
        answer.openChunk(joiner.length());
        JoinWriter writer = new JoinWriter(joiner, answer);
        writer.pump();
        return writer;
    }

    private void pump() {
        while (!over && !writing) {
            Optional<CaptureOutcome> end = joiner.end();
            long readable = joiner.readable();
            if (end.isPresent() && end.get() instanceof CaptureOutcome.Dropped) {
                stop();
            } else if (readable > sent) {
                writing = true;
                answer.part(joiner.channel(), sent, Math.min(MAX_PART, readable - sent), this::partSent);
            } else if (end.isPresent() && end.get() instanceof CaptureOutcome.Stored stored) {
                finish(stored);
            } else if (joiner.awaitMore(sent, this::wake)) {
                return;
            }
        }
    }

    private void partSent(long bytes) {
        writing = false;
        sent += bytes;
        pump();
    }

    private void wake() {
        try {
            answer.loop().execute(this::pump);
        } catch (RejectedExecutionException e) {
            // The event loops have ended, and this connection with them.
            joiner.close();
        }
    }

    private void finish(CaptureOutcome.Stored stored) {
        over = true;
        joiner.close();
        answer.transaction().served(stored.sha256());
        answer.closeChunk();
        answer.end();
    }

    /** Breaks the answer off, unless it is complete. */
    void stop() {
        if (!over) {
            over = true;
            joiner.close();
            answer.cut();
        }
    }
}
