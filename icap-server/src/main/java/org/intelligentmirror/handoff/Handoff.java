package org.intelligentmirror.handoff;

import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;

/**
 * One request handed over to the HTTP listener.
 *
 * @param id of this hand-off; another one of the same package has another
 * @param path the only one it may be redeemed at, escaped as in the request line
 * @param sha256 of the stored package; empty if it was arriving, and then the id tells which
 * @param length bytes of the package
 * @param url what the client asked for, in normal form
 * @param headers the origin's fields to replay
 * @param receivedAt when these arrived, from which the age counts
 * @param verdict what the client's request was told
 * @param expires when it is worth nothing any more
 */
public record Handoff(
        long id,
        String path,
        Optional<Sha256> sha256,
        long length,
        String url,
        ReplyHeaders headers,
        Instant receivedAt,
        Verdict verdict,
        Reason reason,
        Instant expires) {
    /** The header field that carries it, sealed. */
    public static final String FIELD = "X-IntelligentMirror-Handoff";

    /** The value of Cache-Status for it (RFC 9211). */
    public String cacheStatus() {
        return cacheStatus(verdict, reason);
    }

    /** The value of Cache-Status for a hit or a join. */
    public static String cacheStatus(Verdict verdict, Reason reason) {
        String how = verdict == Verdict.JOIN ? "fwd=miss; collapsed" : "hit";
        return "intelligentmirror; " + how + "; detail=" + reason.token();
    }
}
