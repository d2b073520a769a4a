package org.intelligentmirror.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.Test;

/** A capture from before the present generation of an index above it may have been replaced since. */
class CaptureAgeTest {
    private static final Locator DEB =
            LocatorParser.parse("http://m.example/pool/a_1.deb").orElseThrow();
    private static final Instant PASSED = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant NOW = PASSED.plus(Duration.ofHours(1));
    private static final Sha256 BYTES = Sha256.of(new byte[32]);

    @Test
    void captureFromBeforeTheGenerationIsNotServed() {
        Vouched unread = new Vouched.None(PASSED);
        assertThat(decide(unread, PASSED.minusMillis(1))).isEqualTo(new Decision.Miss(Reason.EXPIRED));
        assertThat(decide(unread, PASSED)).isInstanceOf(Decision.Serve.class);
        assertThat(decide(new Vouched.None(), PASSED.minusMillis(1))).isInstanceOf(Decision.Serve.class);
    }

    @Test
    void captureFromBeforeTheIndexWentStaleIsNotServedThoughItWasListed() {
        Vouched stale = new Vouched.Stale(Set.of(BYTES), PASSED);
        assertThat(decide(stale, PASSED.minusMillis(1))).isEqualTo(new Decision.Miss(Reason.STALE));
        assertThat(decide(stale, PASSED)).isInstanceOf(Decision.Serve.class);
    }

    private static Decision decide(Vouched vouched, Instant capturedAt) {
        Known known = new Known(
                Optional.empty(),
                vouched,
                Optional.empty(),
                Optional.of(new Known.Capture(BYTES, capturedAt, false)),
                Optional.empty(),
                Optional.empty());
        return new Resolver(IdentityMode.CONFIRM, Duration.ofDays(7)).decide(DEB, known, NOW, false);
    }
}
