package org.intelligentmirror.log;

import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;

/** Entries for tests. */
final class AccessEntries {
    private AccessEntries() {}

    static AccessEntry miss(String url) {
        return new AccessEntry(
                Instant.parse("2026-11-22T16:40:01.1239Z"),
                "reqmod",
                "192.0.2.7",
                Optional.empty(),
                "GET",
                url,
                Verdict.MISS,
                Reason.UNKNOWN,
                0,
                3,
                Optional.empty(),
                Optional.empty());
    }
}
