package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.engine.CaptureOutcome;
import org.intelligentmirror.engine.CaptureRequest;
import org.intelligentmirror.engine.CaptureStream;
import org.intelligentmirror.engine.NotStored;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.icap.ReadGate;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A response that streams on while it is kept.
 *
 * <pre>
 *   PREVIEW ─(not the bytes of a package)→ 204
 *           ─(ieof: all of it is here)───→ 204, kept without an echo
 *           ─(more to come)──────────────→ 100 Continue → FIRST ─(some bytes, or the end)→ ECHO → end
 *   without a preview: ECHO at once
 * </pre>
 *
 * FIRST exists because Squid does not parse a final status that arrives together with 100 Continue until more bytes
 * follow. From the first byte echoed to the last, nothing that happens to the store touches the echo: an error here
 * would cost the client its download.
 */
final class CaptureExchange implements IcapExchange {
    private enum State {
        PREVIEW,
        FIRST,
        ECHO,
        OVER
    }

    private final CacheEngine engine;
    private final HttpHead.Response response;
    private final CaptureRequest wanted;
    private final Answer answer;
    private final Deque<ByteBuf> preview = new ArrayDeque<>();
    private State state;
    private @Nullable CaptureStream capture;

    CaptureExchange(
            CacheEngine engine, IcapRequest request, HttpHead.Response response, CaptureRequest wanted, Answer answer) {
        this.engine = engine;
        this.response = response;
        this.wanted = wanted;
        this.answer = answer;
        if (request.preview().isPresent()) {
            state = State.PREVIEW;
        } else {
            state = State.ECHO;
            openCapture();
            openEcho();
        }
    }

    @Override
    public void onChunk(ByteBuf bytes) {
        switch (state) {
            case PREVIEW -> preview.add(bytes);
            case FIRST -> {
                startEcho();
                keep(bytes);
                answer.chunk(bytes);
            }
            case ECHO -> {
                keep(bytes);
                answer.chunk(bytes);
            }
            case OVER -> bytes.release();
        }
    }

    @Override
    public void onPreviewEnd() {
        if (isRuledOut(false)) {
            leave();
            return;
        }
        openCapture();
        preview.forEach(this::keep);
        state = State.FIRST;
        answer.continueBody();
    }

    @Override
    public void onBodyEnd(boolean ieof) {
        switch (state) {
            case PREVIEW -> keepWithoutEcho();
            case FIRST -> {
                startEcho();
                finishEcho();
            }
            case ECHO -> finishEcho();
            case OVER -> {}
        }
    }

    @Override
    public void onAbort() {
        state = State.OVER;
        releasePreview();
        if (capture != null) {
            capture.abandon(NotStored.CUT);
        }
    }

    private void keepWithoutEcho() {
        if (isRuledOut(true)) {
            leave();
            return;
        }
        openCapture();
        preview.forEach(this::keep);
        releasePreview();
        completeCapture();
        state = State.OVER;
        answer.noContent();
    }

    private void leave() {
        state = State.OVER;
        releasePreview();
        PassExchange.afterPreview(answer, Verdict.PASS, Reason.MAGIC);
    }

    /** Whether the preview already shows that these are not the bytes of a package. */
    private boolean isRuledOut(boolean whole) {
        ByteBuf start = Unpooled.wrappedUnmodifiableBuffer(preview.toArray(ByteBuf[]::new));
        int magicLength = wanted.kind().magicLength();
        boolean enough = whole || start.readableBytes() >= magicLength;
        return enough
                && UrlDigests.of(wanted.locator()).isEmpty()
                && !wanted.kind()
                        .looksRight(start.nioBuffer(start.readerIndex(), Math.min(magicLength, start.readableBytes())));
    }

    private void openCapture() {
        answer.verdict(Verdict.CAPTURE, Reason.COMPLETE);
        answer.transaction().capturing();
        CaptureStream stream =
                engine.capture(wanted, () -> onLoop(() -> answer.gate().release(ReadGate.Holder.CAPTURE)));
        stream.outcome().thenAccept(outcome -> onLoop(() -> onOutcome(outcome)));
        capture = stream;
    }

    private void onOutcome(CaptureOutcome outcome) {
        answer.gate().release(ReadGate.Holder.CAPTURE);
        answer.transaction().captured(outcome);
    }

    private void onLoop(Runnable task) {
        try {
            answer.loop().execute(task);
        } catch (RejectedExecutionException e) {
            // The event loops have ended, and this connection with them: nobody is left to tell.
        }
    }

    private void keep(ByteBuf bytes) {
        if (capture != null && !capture.write(bytes.nioBuffer(), bytes.retain()::release)) {
            answer.gate().hold(ReadGate.Holder.CAPTURE);
        }
    }

    private void startEcho() {
        openEcho();
        for (ByteBuf bytes = preview.poll(); bytes != null; bytes = preview.poll()) {
            answer.chunk(bytes);
        }
        state = State.ECHO;
    }

    private void openEcho() {
        answer.ok(Optional.empty(), Optional.of(response.raw()), true);
    }

    private void finishEcho() {
        state = State.OVER;
        completeCapture();
        answer.end();
    }

    private void completeCapture() {
        if (capture != null) {
            capture.complete();
        }
    }

    private void releasePreview() {
        for (ByteBuf bytes = preview.poll(); bytes != null; bytes = preview.poll()) {
            bytes.release();
        }
    }
}
