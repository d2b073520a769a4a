package org.intelligentmirror.server;

import java.time.Clock;
import java.util.Optional;
import org.intelligentmirror.engine.Resolution;
import org.intelligentmirror.engine.StoredPackage;
import org.intelligentmirror.handoff.Handoff;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapResponse;
import org.intelligentmirror.policy.Preconditions;
import org.intelligentmirror.policy.Verdict;

/** Writes the HTTP response of a hit: the whole package, its head only, or 304. */
final class HitWriter {
    private final Clock clock;

    HitWriter(Clock clock) {
        this.clock = clock;
    }

    /** Answers {@code http} from {@code hit}, which is taken over. */
    void write(HttpHead.Request http, Resolution.Hit hit, Answer answer) {
        StoredPackage stored = hit.stored();
        answer.verdict(Verdict.HIT, hit.evidence().reason());
        answer.transaction().served(stored.sha256());
        boolean notModified =
                Preconditions.evaluate(http.headers(), stored.headers()) == Preconditions.Answer.NOT_MODIFIED;
        ReplyHead head = new ReplyHead(
                stored.headers(),
                stored.length(),
                stored.receivedAt(),
                Handoff.cacheStatus(Verdict.HIT, hit.evidence().reason()));
        boolean hasBody = !notModified && http.method().equals("GET") && stored.length() > 0;
        answer.ok(
                Optional.empty(),
                Optional.of(head.render(notModified, clock.instant())),
                hasBody ? IcapResponse.Body.RESPONSE : IcapResponse.Body.NONE);
        if (hasBody) {
            answer.file(stored.channel(), stored.length());
        } else {
            stored.close();
        }
        answer.end();
    }
}
