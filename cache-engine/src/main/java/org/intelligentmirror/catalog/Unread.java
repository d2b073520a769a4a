package org.intelligentmirror.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.index.CatalogIndex.UnreadRow;

/**
 * A version of a top index that may be the present one and was not read: as long as there is one, the root is stale.
 *
 * @param since when the version before was last the present one, as far as is known: what was captured earlier may have
 *     been replaced since
 * @param passed whether a client has it, or its origin called it current: then only a top index that is read ends the
 *     doubt. Otherwise, as after an absence, a 304 for the recorded generation does too
 * @param tries how often in a row the top index passed and could not be read
 * @param triedAt when it last did
 * @param serial of the event that told of it: what happened before does not end the doubt
 */
record Unread(Version version, Instant since, boolean passed, int tries, Instant triedAt, long serial) {
    /** How long clients' conditionals are left alone after a first vain attempt; doubled with every further one. */
    static final Duration PAUSE = Duration.ofMinutes(1);

    static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final int MAX_TRIES = 30;

    static Unread of(UnreadRow row) {
        Version version = new Version(new Validators(row.etag(), row.lastModified()), row.length(), row.digest());
        return new Unread(version, row.since(), row.passed(), row.tries(), row.triedAt(), 0);
    }

    /**
     * Something that tells of a version without its being read.
     *
     * @param passed whether a client has it, or its origin called it current
     * @param vain whether this was an attempt to read it
     */
    record Sign(Version version, boolean passed, boolean vain, Instant at, long serial) {}

    /** What is to be thought after one more sign. */
    static Unread after(Optional<Unread> before, Sign sign) {
        int tries = before.map(Unread::tries).orElse(0);
        Instant triedAt = before.map(Unread::triedAt).orElse(sign.at());
        boolean same =
                before.filter(its -> its.version().isSame(sign.version())).isPresent();
        boolean keep = same && sign.version().digest().isEmpty();
        return new Unread(
                keep ? before.get().version() : sign.version(),
                same ? Top.earlier(before.get().since(), sign.at()) : sign.at(),
                sign.passed() || before.filter(Unread::passed).isPresent(),
                sign.vain() ? Math.min(tries + 1, MAX_TRIES) : tries,
                sign.vain() ? sign.at() : triedAt,
                sign.serial());
    }

    /** Whether the top index should pass whole again, to be read. A clock that was set back ends the pause. */
    boolean isDue(Instant now) {
        if (tries == 0 || now.isBefore(triedAt)) {
            return true;
        }
        Duration pause = PAUSE.multipliedBy(1L << (tries - 1));
        return !now.isBefore(triedAt.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
    }

    UnreadRow toRow() {
        Validators named = version.validators();
        return new UnreadRow(
                named.etag(), named.lastModified(), version.length(), version.digest(), since, passed, tries, triedAt);
    }
}
