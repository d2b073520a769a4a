package org.intelligentmirror.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.intelligentmirror.engine.Confirmation;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.policy.Verdict;

/**
 * Answers a response with the stored body the origin has just confirmed, under the origin's own head. Squid drops its
 * connection to the origin when it gets a complete answer to a preview, so the body is not fetched again.
 */
final class ConfirmedWriter {
    /** Answers with {@code confirmation}, which is taken over. */
    void write(HttpHead.Response response, Confirmation confirmation, Answer answer) {
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
