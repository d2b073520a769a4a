package org.intelligentmirror.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.intelligentmirror.engine.Confirmation;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.icap.ReadGate;
import org.intelligentmirror.policy.Verdict;

/**
 * Answers a response with the stored body the origin has just confirmed, under the origin's own head. Lives on the
 * connection's event loop.
 *
 * <p>Squid leaves the origin when it has all of our body. If we answered the preview, it reads on from the origin until
 * then and throws away what it reads: an origin no slower than the client would send nearly everything in vain. So a
 * body of some size is answered behind 100 Continue, and what Squid goes on to send us is not read: its pipe to us
 * fills, and it stops reading from the origin. When our last byte is on its way, the pipe is emptied slowly, since
 * Squid may still have to hand some of our bytes to its client.
 *
 * <pre>
 *   small: 200 and the body at once
 *   else:  100 Continue → WAITING ─(more of the origin's body, or a moment)→ SENDING ─(written)→ DRAINING
 * </pre>
 *
 * WAITING exists because Squid does not parse a final status that arrives together with 100 Continue until more bytes
 * follow.
 */
final class ConfirmedDelivery {
    /** Length from which the origin is held back; of less hardly anything would be saved. */
    static final long HOLD_FROM_BYTES = 1024 * 1024;

    /** Longest wait for more of the origin's body before the answer begins anyway. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    /** Pause after each piece that is read while the pipe is emptied. */
    private static final Duration DRAIN_PAUSE = Duration.ofMillis(50);

    private enum State {
        WAITING,
        SENDING,
        DRAINING
    }

    private final HttpHead.Response response;
    private final Confirmation confirmation;
    private final Answer answer;
    private ScheduledFuture<?> timer;
    private State state = State.WAITING;

    private ConfirmedDelivery(HttpHead.Response response, Confirmation confirmation, Answer answer) {
        this.response = response;
        this.confirmation = confirmation;
        this.answer = answer;
        this.timer = answer.loop().schedule(this::hold, MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Answers with {@code confirmation}, which is taken over; tell what is returned of all the peer still sends. */
    static ConfirmedDelivery begin(HttpHead.Response response, Confirmation confirmation, Answer answer) {
        ConfirmedDelivery delivery = new ConfirmedDelivery(response, confirmation, answer);
        if (confirmation.stored().length() < HOLD_FROM_BYTES) {
            delivery.send();
        } else {
            answer.continueBody();
        }
        return delivery;
    }

    /** Some of the origin's body came, and is released already. */
    void onChunk() {
        if (state == State.WAITING) {
            hold();
        } else if (state == State.DRAINING) {
            answer.gate().hold(ReadGate.Holder.CONFIRMED);
            timer.cancel(false);
            timer = answer.loop().schedule(this::drain, DRAIN_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The origin's body ended. */
    void onBodyEnd() {
        if (state == State.WAITING) {
            send();
        }
        timer.cancel(false);
        answer.gate().release(ReadGate.Holder.CONFIRMED);
    }

    /** The connection is gone. */
    void onAbort() {
        timer.cancel(false);
        if (state == State.WAITING) {
            state = State.SENDING;
            confirmation.stored().close();
        }
    }

    private void hold() {
        answer.gate().hold(ReadGate.Holder.CONFIRMED);
        answer.onWritten(this::drain);
        // Squid takes its next request to another connection while this one is emptied.
        answer.closeAfterwards();
        send();
    }

    private void drain() {
        state = State.DRAINING;
        answer.gate().release(ReadGate.Holder.CONFIRMED);
    }

    private void send() {
        state = State.SENDING;
        timer.cancel(false);
        StoredPackage stored = confirmation.stored();
        answer.verdict(Verdict.CONFIRMED, confirmation.reason());
        answer.transaction().served(stored.sha256());
        answer.ok(Optional.empty(), Optional.of(withStatus(response, confirmation)), IcapResponse.Body.RESPONSE);
        answer.file(stored.channel(), stored.length());
        answer.end();
    }

    /** The origin's head, its Content-Length equal to ours by confirmation, and one more field (RFC 9211). */
    private static byte[] withStatus(HttpHead.Response response, Confirmation confirmation) {
        byte[] raw = response.raw();
        byte[] field = ("Cache-Status: intelligentmirror; fwd=miss; fwd-status=200; detail="
                        + confirmation.reason().token() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] head = Arrays.copyOf(raw, raw.length - 2 + field.length);
        System.arraycopy(field, 0, head, raw.length - 2, field.length);
        return head;
    }
}
