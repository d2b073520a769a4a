package org.intelligentmirror.server;

import java.time.Clock;
import java.util.Optional;
import org.intelligentmirror.engine.CaptureOutcome;
import org.intelligentmirror.engine.Follower;
import org.intelligentmirror.engine.Joiner;
import org.intelligentmirror.engine.Resolution;
import org.intelligentmirror.handoff.Handoff;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.policy.ByteRange;
import org.intelligentmirror.policy.Verdict;

/**
 * Writes the HTTP response of a join: the head at once, and the body as one chunk whose bytes follow as they arrive,
 * from the file. A body that fails is cut off within its chunk. Lives on the connection's event loop.
 */
final class JoinWriter implements Follower.Taker {
    private final Joiner joiner;
    private final Answer answer;
    private final Follower follower;
    private boolean over;

    private JoinWriter(Joiner joiner, Answer answer) {
        this.joiner = joiner;
        this.answer = answer;
        this.follower = new Follower(joiner, new ByteRange(0, joiner.length() - 1), answer.loop(), this);
    }

    /** Answers with {@code join}, which is taken over. */
    static JoinWriter begin(Resolution.Join join, Answer answer, Clock clock) {
        Joiner joiner = join.joiner();
        answer.verdict(Verdict.JOIN, join.reason());
        ReplyHead head = new ReplyHead(
                joiner.headers(),
                joiner.length(),
                joiner.receivedAt(),
                Handoff.cacheStatus(Verdict.JOIN, join.reason()));
        answer.ok(Optional.empty(), Optional.of(head.render(false, clock.instant())), IcapResponse.Body.RESPONSE);
        answer.openChunk(joiner.length());
        JoinWriter writer = new JoinWriter(joiner, answer);
        writer.follower.pump();
        return writer;
    }

    @Override
    public void take(long position, long count) {
        answer.part(joiner.channel(), position, count, follower::taken);
    }

    @Override
    public void done() {
        over = true;
        // The last byte is to be had only of a body that is stored.
        if (joiner.end().orElse(null) instanceof CaptureOutcome.Stored stored) {
            answer.transaction().served(stored.sha256());
        }
        joiner.close();
        answer.closeChunk();
        answer.end();
    }

    @Override
    public void failed() {
        stop();
    }

    /** Breaks the answer off, unless it is complete. */
    void stop() {
        if (!over) {
            over = true;
            follower.stop();
            joiner.close();
            answer.cut();
        }
    }
}
