package org.intelligentmirror.journal;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.store.Sha256;

/** Records of every kind, the same for the same seed. */
final class JournalRecords {
    private JournalRecords() {}

    static Sha256 digest(int n) {
        byte[] bytes = new byte[Sha256.LENGTH_BYTES];
        new Random(n).nextBytes(bytes);
        return Sha256.of(bytes);
    }

    static JournalRecord stored(int n) {
        return new JournalRecord.Stored(
                digest(n), "deb", n + "_1.0 ü.deb", n * 1000L, Instant.ofEpochMilli(n), Instant.ofEpochMilli(n + 1), n);
    }

    static JournalRecord bound(int n) {
        ReplyHeaders headers = new ReplyHeaders(
                Optional.of("text/plain"),
                n % 2 == 0 ? Optional.empty() : Optional.of("Tue, 03 Feb 2026 04:05:06 GMT"),
                Optional.of("\"tab\tback\\slash\""),
                Optional.of(""),
                Instant.ofEpochMilli(-n),
                n);
        return new JournalRecord.Bound(
                digest(n),
                "http://mirror.example/pool/" + n + ".deb?a=\\-",
                Instant.ofEpochMilli(n),
                1 + n % 5,
                headers);
    }

    static JournalRecord any(int n) {
        return switch (n % 6) {
            case 0 -> stored(n);
            case 1 -> bound(n);
            case 2 -> new JournalRecord.Forgotten(digest(n));
            case 3 -> new JournalRecord.Alias("ab".repeat(64), digest(n));
            case 4 -> new JournalRecord.Pinned("name", "a\n*\t\\" + n, Instant.ofEpochMilli(n));
            default -> new JournalRecord.Unpinned("digest", "\0" + n);
        };
    }
}
