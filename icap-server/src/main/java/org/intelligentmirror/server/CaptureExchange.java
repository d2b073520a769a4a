package org.intelligentmirror.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.intelligentmirror.engine.CaptureOutcome;
import org.intelligentmirror.engine.CaptureStream;
import org.intelligentmirror.engine.NotStored;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.icap.ReadGate;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.server.Keeping.Appraisal;
import org.jspecify.annotations.Nullable;

/**
 * A response that streams on while it is kept.
 *
 * <pre>
 *   PREVIEW ─(its end)→ APPRAISAL ─(not worth keeping)────────────→ 204
 *                                 ─(the store has it: confirmed)──→ 200 from the store
 *                                 ─(ieof: all of it is here)──────→ 204, kept without an echo
 *                                 ─(more to come)──→ 100 Continue → FIRST ─(some bytes, or the end)→ ECHO → end
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
        APPRAISAL,
        FIRST,
        ECHO,
        OVER
    }

    private final HttpHead.Response response;
    private final Keeping keeping;
    private final Answer answer;
    private final Deque<ByteBuf> preview = new ArrayDeque<>();
    private State state;
    private @Nullable CaptureStream capture;
    private @Nullable ConfirmedDelivery delivery;

    CaptureExchange(IcapRequest request, HttpHead.Response response, Keeping keeping, Answer answer) {
        this.response = response;
        this.keeping = keeping;
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
            case APPRAISAL, OVER -> {
                bytes.release();
                if (delivery != null) {
                    delivery.onChunk();
                }
            }
        }
    }

    @Override
    public void onPreviewEnd() {
        appraise(false);
    }

    @Override
    public void onBodyEnd(boolean ieof) {
        switch (state) {
            case PREVIEW -> appraise(true);
            case FIRST -> {
                startEcho();
                finishEcho();
            }
            case ECHO -> finishEcho();
            case APPRAISAL, OVER -> {
                if (delivery != null) {
                    delivery.onBodyEnd();
                }
            }
        }
    }

    @Override
    public void onAbort() {
        state = State.OVER;
        releasePreview();
        if (capture != null) {
            capture.abandon(NotStored.CUT);
        }
        if (delivery != null) {
            delivery.onAbort();
        }
    }

    private void appraise(boolean whole) {
        state = State.APPRAISAL;
        CompletionStage<Appraisal> appraisal = keeping.appraise(start(), whole);
        if (appraisal instanceof CompletableFuture<Appraisal> future && future.isDone()) {
            decide(future.join(), whole);
            return;
        }
        appraisal.whenComplete((result, failure) -> {
            if (!onLoop(() -> decide(result, whole))) {
                close(result);
            }
        });
    }

    private void decide(Appraisal appraisal, boolean whole) {
        if (state != State.APPRAISAL) {
            close(appraisal);
            return;
        }
        if (appraisal instanceof Appraisal.Leave leave) {
            state = State.OVER;
            releasePreview();
            PassExchange.afterPreview(answer, Verdict.PASS, leave.reason());
        } else if (appraisal instanceof Appraisal.Deliver deliver) {
            state = State.OVER;
            releasePreview();
            delivery = ConfirmedDelivery.begin(response, deliver.confirmation(), answer);
        } else if (whole) {
            keepWithoutEcho();
        } else {
            openCapture();
            preview.forEach(this::keep);
            state = State.FIRST;
            answer.continueBody();
        }
    }

    private static void close(Appraisal appraisal) {
        if (appraisal instanceof Appraisal.Deliver deliver) {
            deliver.confirmation().stored().close();
        }
    }

    private void keepWithoutEcho() {
        openCapture();
        preview.forEach(this::keep);
        releasePreview();
        completeCapture();
        state = State.OVER;
        answer.noContent();
    }

    /** The preview in one piece: a copy, since the appraisal may outlive the connection. */
    private ByteBuffer start() {
        int length = preview.stream().mapToInt(ByteBuf::readableBytes).sum();
        ByteBuffer start = ByteBuffer.allocate(length);
        preview.forEach(bytes -> start.put(ByteBufUtil.getBytes(bytes)));
        return start.flip().asReadOnlyBuffer();
    }

    private void openCapture() {
        answer.verdict(Verdict.CAPTURE, keeping.reason());
        answer.transaction().capturing();
        CaptureStream stream = keeping.open(() -> onLoop(() -> answer.gate().release(ReadGate.Holder.CAPTURE)));
        stream.outcome().thenAccept(outcome -> onLoop(() -> onOutcome(outcome)));
        capture = stream;
    }

    private void onOutcome(CaptureOutcome outcome) {
        answer.gate().release(ReadGate.Holder.CAPTURE);
        answer.transaction().captured(outcome);
    }

    /** False if the event loops have ended, and this connection with them. */
    private boolean onLoop(Runnable task) {
        try {
            answer.loop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
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
        answer.ok(Optional.empty(), Optional.of(response.raw()), IcapResponse.Body.RESPONSE);
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
