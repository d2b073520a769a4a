package org.intelligentmirror.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
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
        Decision decision = stated.isPresent() ? miss(Reason.UNKNOWN) : byVouch(locator, known, now);
        boolean withheld = fresh && decision instanceof Decision.Serve;
        return withheld ? miss(Reason.RELOAD) : fresh ? miss(Reason.UNKNOWN) : decision;
    }

    /**
     * Ranks 2 and 3. What indexes agree on stands above every capture, also when its bytes are not here. A stale index
     * decides nothing, but a capture it is last known to contradict is not served on rank 4.
     */
    private Decision byVouch(Locator locator, Known known, Instant now) {
        if (known.vouched() instanceof Vouched.Agreed agreed) {
            Optional<Sha256> digest = agreed.claim().sha256();
            if (digest.isEmpty() || !digest.equals(known.vouchedStored())) {
                return miss(Reason.UNKNOWN);
            }
            return new Decision.Serve(
                    agreed.reason() == Reason.MIRROR
                            ? new Evidence.Mirror(digest.get())
                            : new Evidence.Catalog(digest.get()));
        }
        if (known.vouched() instanceof Vouched.Conflict) {
            return miss(Reason.CONFLICT);
        }
        Decision decision = byCapture(locator, known, now);
        if (known.vouched() instanceof Vouched.Stale stale && !stale.lastKnown().isEmpty()) {
            boolean agrees = decision instanceof Decision.Serve serve
                    && stale.lastKnown().equals(Set.of(serve.evidence().sha256()));
            return agrees ? decision : miss(Reason.STALE);
        }
        return decision;
    }

    private Decision byCapture(Locator locator, Known known, Instant now) {
        Optional<Known.Capture> sameUrl = known.sameUrl();
        Optional<Known.Capture> inGroup = known.sameInGroup();
        boolean changes = VersionlessNames.isOne(locator);
        if (!changes && sameUrl.isPresent() && isCurrent(sameUrl.get(), known.vouched(), now)) {
            Known.Capture capture = sameUrl.get();
            return new Decision.Serve(new Evidence.SameUrl(capture.sha256(), capture.capturedAt()));
        }
        if (!changes && inGroup.isPresent() && isCurrent(inGroup.get(), known.vouched(), now)) {
            return new Decision.Serve(new Evidence.Mirror(inGroup.get().sha256()));
        }
        if (!changes && mode == IdentityMode.NAME && known.sameName().isPresent()) {
            return new Decision.Serve(
                    new Evidence.NameOnly(known.sameName().get().sha256()));
        }
        return miss(sameUrl.isPresent() ? Reason.EXPIRED : Reason.UNKNOWN);
    }

    private static Decision miss(Reason reason) {
        return new Decision.Miss(reason);
    }

    /** A capture that an index vouched for is nothing by itself once no index is known: it may say otherwise now. */
    private boolean isCurrent(Known.Capture capture, Vouched vouched, Instant now) {
        Instant capturedAt = capture.capturedAt();
        if (capture.wasVouched() && vouched instanceof Vouched.None) {
            return false;
        }
        if (capturedAt.isAfter(now.plus(CLOCK_SKEW)) || capturedAt.isBefore(vouched.captureNotBefore())) {
            return false;
        }
        return revalidateAfter.isZero() || Duration.between(capturedAt, now).compareTo(revalidateAfter) < 0;
    }
}
