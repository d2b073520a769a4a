package org.intelligentmirror.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;

/**
 * Picks the strongest evidence the operator accepts. Pure, safe for any thread.
 *
 * @param mode how much evidence a hit needs
 * @param revalidateAfter how long a capture answers for its own URL; zero is for ever
 */
public record Resolver(IdentityMode mode, Duration revalidateAfter) {
    /** How far ahead of us a capture's time may lie before the clock it was taken with is not believed. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /**
     * Decides whether, and why, stored bytes answer for {@code locator}.
     *
     * @param fresh the client asked for fresh bytes: only a digest in the URL, which cannot go stale, counts then
     */
    public Decision decide(Locator locator, Known known, Instant now, boolean fresh) {
        Optional<Sha256> stated = UrlDigests.of(locator);
        if (stated.isPresent() && stated.equals(known.urlDigest())) {
            return new Decision.Serve(new Evidence.UrlDigest(stated.get()));
        }
        Decision decision = stated.isPresent() ? new Decision.Miss(Reason.UNKNOWN) : byCapture(known, now);
        boolean withheld = fresh && decision instanceof Decision.Serve;
        return withheld ? new Decision.Miss(Reason.RELOAD) : fresh ? new Decision.Miss(Reason.UNKNOWN) : decision;
    }

    private Decision byCapture(Known known, Instant now) {
        Optional<Known.Capture> sameUrl = known.sameUrl();
        if (sameUrl.isPresent() && isCurrent(sameUrl.get().capturedAt(), now)) {
            Known.Capture capture = sameUrl.get();
            return new Decision.Serve(new Evidence.SameUrl(capture.sha256(), capture.capturedAt()));
        }
        if (mode == IdentityMode.NAME && known.sameName().isPresent()) {
            return new Decision.Serve(
                    new Evidence.NameOnly(known.sameName().get().sha256()));
        }
        return new Decision.Miss(sameUrl.isPresent() ? Reason.EXPIRED : Reason.UNKNOWN);
    }

    private boolean isCurrent(Instant capturedAt, Instant now) {
        if (capturedAt.isAfter(now.plus(CLOCK_SKEW))) {
            return false;
        }
        return revalidateAfter.isZero() || Duration.between(capturedAt, now).compareTo(revalidateAfter) < 0;
    }
}
