package org.intelligentmirror.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.evidence.Resolver;
import org.intelligentmirror.index.CatalogIndex.TopRow;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.repository.IndexFormat;
import org.intelligentmirror.repository.IndexName;

/**
 * A top index at its URL, and the generation it was last seen in.
 *
 * @param name where it stands and what it may speak for
 * @param generation {@link #NEVER_READ} if none of its versions could be read yet
 * @param version what its response called this generation, and its length
 * @param since when this generation first passed
 * @param touchedAt when anything was last learnt of it: among several of one suite the last touched counts
 * @param unread why it does not vouch, if another version may be the present one
 */
record Top(
        String url,
        IndexName name,
        long generation,
        Version version,
        Instant since,
        Instant confirmedAt,
        Instant touchedAt,
        Optional<Unread> unread) {
    /** The generation of a top index that says nothing yet. */
    static final long NEVER_READ = 0;

    /** The top index a row tells of; empty if no request could name its URL any more. */
    static Optional<Top> of(TopRow row) {
        return LocatorParser.parse(row.url())
                .map(locator -> new Top(
                        row.url(),
                        IndexName.of(locator),
                        row.generation(),
                        Version.named(new Validators(row.etag(), row.lastModified()), row.length()),
                        row.since(),
                        row.confirmedAt(),
                        row.touchedAt(),
                        row.unread().map(Unread::of)));
    }

    /** A top index that passed for the first time and was not read. */
    static Top neverRead(String url, IndexName name, Unread.Sign sign) {
        Unread unread = Unread.after(Optional.empty(), sign);
        return new Top(url, name, NEVER_READ, Version.UNKNOWN, sign.at(), sign.at(), sign.at(), Optional.of(unread));
    }

    TopRow toRow() {
        return new TopRow(
                url,
                generation,
                version.validators().etag(),
                version.validators().lastModified(),
                version.length(),
                since,
                confirmedAt,
                touchedAt,
                unread.map(Unread::toRow));
    }

    /** What operators are told of it. */
    RootReport report(int lists, boolean current, boolean distrusted) {
        RootReport.State stands = current ? RootReport.State.CURRENT : RootReport.State.LAPSED;
        return new RootReport(
                url,
                root(),
                !wasRead() ? RootReport.State.UNREAD : isStale() ? RootReport.State.STALE : stands,
                lists,
                since,
                confirmedAt,
                unread.map(Unread::since),
                unread.map(Unread::tries).orElse(0),
                distrusted);
    }

    Top renewedAt(Instant when) {
        return new Top(url, name, generation, version, earlier(since, when), when, when, Optional.empty());
    }

    /** What was recorded by a clock that has been set back since happened no later than {@code now}. */
    static Instant earlier(Instant recorded, Instant now) {
        return recorded.isAfter(now) ? now : recorded;
    }

    /** After a sign that another version may be the present one. */
    Top doubted(Unread.Sign sign) {
        Optional<Unread> why = Optional.of(Unread.after(unread, sign));
        return new Top(url, name, generation, version, since, confirmedAt, sign.at(), why);
    }

    /**
     * After its origin called {@code current} the present version at {@code when}, with a 304. That ends a doubt only
     * if no client has another version.
     */
    Top told(Validators current, Instant when, long serial) {
        boolean later = unread.filter(its -> its.serial() > serial).isPresent();
        boolean passed = unread.filter(Unread::passed).isPresent();
        if (later) {
            return this;
        }
        return wasRead() && !passed && version.validators().agree(current)
                ? renewedAt(when)
                : doubted(new Unread.Sign(Version.named(current, OptionalLong.empty()), true, false, when, serial));
    }

    /** Whether {@code other} is the recorded generation, as far as can be told without its bytes. */
    boolean isRecorded(Version other) {
        return wasRead() && !isStale() && other.digest().isEmpty() && version.isSame(other);
    }

    /** The same with a doubt that this generation does not end. */
    Top stillUnread(Optional<Unread> later) {
        return new Top(url, name, generation, version, since, confirmedAt, touchedAt, later);
    }

    boolean isStale() {
        return unread.isPresent();
    }

    boolean wasRead() {
        return generation != NEVER_READ;
    }

    /** What was captured below its root before then may have been replaced since. */
    Instant notBefore() {
        return unread.map(Unread::since).filter(since::isBefore).orElse(since);
    }

    String root() {
        return name.root();
    }

    boolean isRpm() {
        return name.format().filter(format -> format == IndexFormat.REPOMD).isPresent();
    }

    /**
     * What it describes: {@code InRelease} and {@code Release} of one directory are the same suite, though one may be
     * newer, and so are the lists of a flat repository in all their compressions.
     *
     * @param base {@link IndexName#base}, or what stands for it among mirrors
     */
    String suite(String base) {
        return name.isFlatList() ? base + name.format().orElseThrow() : isRpm() ? base + "repomd" : releaseOf(base);
    }

    /** The suite of a {@code Release}. */
    static String releaseOf(String base) {
        return base + "release";
    }

    /** Whether it vouches now. A confirmation from the future is a clock gone wrong. */
    boolean isCurrent(Instant now, Duration maxAge) {
        if (isStale() || !wasRead() || confirmedAt.isAfter(now.plus(Resolver.CLOCK_SKEW))) {
            return false;
        }
        return maxAge.isZero() || Duration.between(confirmedAt, now).compareTo(maxAge) < 0;
    }
}
