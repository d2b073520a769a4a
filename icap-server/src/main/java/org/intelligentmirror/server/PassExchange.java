package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapMethod;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;

/**
 * Leaves a message as it is: the seam every doubt and fault ends at. By 204 where the peer allows it (in answer to a
 * preview, or with {@code Allow: 204}: RFC 3507 section 4.6), otherwise by sending back what it sent.
 */
final class PassExchange implements IcapExchange {
    private final IcapRequest request;
    private final Answer answer;
    private boolean echoing;
    private boolean answered;

    private PassExchange(IcapRequest request, Answer answer) {
        this.request = request;
        this.answer = answer;
    }

    /** Begins at the head of a request, of whose body nothing has been seen. */
    static PassExchange begin(IcapRequest request, Answer answer, Verdict verdict, Reason reason) {
        answer.verdict(verdict, reason);
        PassExchange pass = new PassExchange(request, answer);
        if (request.hasBody() && request.preview().isPresent()) {
            // The peer stops after the preview by itself; what it must see then is the answer.
            return pass;
        }
        if (request.allow204() || request.preview().isPresent()) {
            pass.noContent();
        } else {
            pass.echo();
        }
        return pass;
    }

    /** Ends a transaction whose preview has been seen to its end. */
    static void afterPreview(Answer answer, Verdict verdict, Reason reason) {
        answer.verdict(verdict, reason);
        answer.noContent();
    }

    private void noContent() {
        answered = true;
        answer.noContent();
    }

    private void echo() {
        echoing = true;
        boolean reqmod = request.method() == IcapMethod.REQMOD;
        IcapResponse.Body body = reqmod ? IcapResponse.Body.REQUEST : IcapResponse.Body.RESPONSE;
        answer.ok(
                reqmod ? request.httpRequest().map(HttpHead::raw) : Optional.empty(),
                request.httpResponse().map(HttpHead::raw),
                request.hasBody() ? body : IcapResponse.Body.NONE);
        if (!request.hasBody()) {
            answered = true;
            answer.end();
        }
    }

    @Override
    public void onChunk(ByteBuf bytes) {
        if (echoing && !answered) {
            answer.chunk(bytes);
        } else {
            bytes.release();
        }
    }

    @Override
    public void onPreviewEnd() {
        noContent();
    }

    @Override
    public void onBodyEnd(boolean ieof) {
        if (answered) {
            return;
        }
        if (echoing) {
            answered = true;
            answer.end();
        } else {
            noContent();
        }
    }

    @Override
    public void onAbort() {
        // Nothing is held.
    }
}
