package org.intelligentmirror.index;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Where the catalog of repository indexes is kept. Holds no rule of what an index proves. Every method may block and
 * none is for an event loop; safe for any thread, but only one may change it. A change is there for every later call,
 * and after a crash of the process, once its method has returned.
 *
 * <p>A SHA-512 is written as 128 lower-case hexadecimal digits. A format is a name of up to 16 characters.
 */
public interface CatalogIndex {
    /** Every top index known. */
    List<TopRow> tops() throws StoreException;

    /**
     * Adds or replaces the top index of this URL; a generation it had before becomes a former one at {@code now}. The
     * generation 0 is none.
     */
    void saveTop(TopRow top, Instant now) throws StoreException;

    /** Forgets a top index. */
    void dropTop(String url) throws StoreException;

    /** Roots that sent other bytes than an index vouched for, in no order. */
    List<DisagreementRow> disagreements() throws StoreException;

    /** Adds or replaces what is known of this root. */
    void saveDisagreement(DisagreementRow row) throws StoreException;

    /** Forgets a root. */
    void dropDisagreement(String root) throws StoreException;

    /** Generations that may be more recent than those recorded for top indexes. */
    List<RivalRow> rivals() throws StoreException;

    /** Replaces those of a known top index. */
    void saveRivals(String url, List<RivalRow> rivals) throws StoreException;

    /** The generation read from the top index with this digest, if it was read. */
    Optional<Long> generation(Sha256 digest, String format) throws StoreException;

    /** Adds a generation with all it lists, and tells its number. Atomic. */
    long addGeneration(Sha256 digest, String format, List<ListedRow> files) throws StoreException;

    /** Generations this top index had before and that are not dropped yet. */
    List<Long> formerGenerations(String topUrl) throws StoreException;

    /**
     * How a generation lists a file with one of these digests; empty if it does not.
     *
     * @param sha512 empty if it is not known
     */
    Optional<ListedRow> listed(long generation, Sha256 sha256, Optional<String> sha512) throws StoreException;

    /** Lists of packages that a generation lists and that are published. */
    List<Long> publishedOf(long generation) throws StoreException;

    /** Lists of packages that a generation lists by SHA-256 and that are not published. */
    List<ListedRow> unpublishedOf(long generation) throws StoreException;

    /** The published list with this digest. */
    Optional<Long> listing(Sha256 digest, String format) throws StoreException;

    /** Begins a list, which stays unpublished, and tells its number. */
    long beginListing(Sha256 digest, String format) throws StoreException;

    /** Sorts entries: a list is added in the order of their keys. */
    EntrySorter sorter();

    /** Adds to an unpublished list. Atomic. */
    void addEntries(long listing, List<NewEntry> entries) throws StoreException;

    /** Makes a list count that was added to its end. */
    void publish(long listing, long entries) throws StoreException;

    /** What a published list says of the path with this key, at most {@code limit} rows. */
    List<EntryRow> entries(List<Long> listings, PathKey path, int limit) throws StoreException;

    /** Entries of all lists, those not dropped yet included. */
    long totalEntries() throws StoreException;

    /** Every published list that a generation of a top index leads to, once for each. */
    List<ShareRow> shares() throws StoreException;

    /** Forgets a generation a top index had before. */
    void dropFormer(String topUrl, long generation) throws StoreException;

    /** Records that a root served the bytes of a list. */
    void addSeen(String root, long listing) throws StoreException;

    /** Whether a root served the bytes of a list. */
    boolean seen(String root, long listing) throws StoreException;

    /**
     * Records that bytes with this SHA-512 have this SHA-256, for listed index files too. Those of packages are
     * recorded by {@link PackageIndex#identify}.
     */
    void addAlias(String sha512, Sha256 sha256) throws StoreException;

    /** The SHA-256 of the bytes with this SHA-512, if such bytes were ever seen. */
    Optional<Sha256> alias(String sha512) throws StoreException;

    /**
     * Takes one small step of dropping what nothing points to: former generations, generations, lists, their entries.
     * To be called while no list is being added to: one that is not published goes as well.
     *
     * @param formerBefore former generations replaced before this go
     * @param maxRows most entries dropped in this step
     * @return whether anything was dropped
     */
    boolean dropStep(Instant formerBefore, int maxRows) throws StoreException;

    /**
     * A top index.
     *
     * @param length of its bytes
     * @param since when this generation first passed
     * @param confirmedAt when its origin last said that this generation is current
     * @param touchedAt when anything was last learnt of it
     * @param unread a version that may be the present one and was not read
     */
    record TopRow(
            String url,
            long generation,
            Optional<String> etag,
            Optional<String> lastModified,
            OptionalLong length,
            Instant since,
            Instant confirmedAt,
            Instant touchedAt,
            Optional<UnreadRow> unread) {}

    /** A version of a top index that was not read, and what is known of it. */
    record UnreadRow(
            Optional<String> etag,
            Optional<String> lastModified,
            OptionalLong length,
            Optional<Sha256> digest,
            Instant since,
            boolean passed,
            int tries,
            Instant triedAt) {}

    /**
     * A generation that may be more recent than the one recorded for a top index.
     *
     * @param own whether the top index itself had it
     */
    record RivalRow(String url, long generation, boolean own) {}

    /**
     * A root that sent other bytes than an index vouched for.
     *
     * @param recent when it last did, oldest first, at most eight
     */
    record DisagreementRow(String root, long total, List<Instant> recent, Instant distrustedUntil) {}

    /** An index file as a top index lists it; the format is empty unless it lists packages. */
    record ListedRow(Optional<String> format, Optional<Sha256> sha256, Optional<String> sha512) {}

    /**
     * A list of packages that a generation leads to.
     *
     * @param former whether the top index has another generation now
     * @param since when it got that, or when anything was last learnt of the present one
     */
    record ShareRow(String topUrl, long generation, boolean former, Instant since, long listing, long entries) {}

    /** A package as a list has it, to be added. */
    record NewEntry(PathKey path, long length, Optional<Sha256> sha256, Optional<String> sha512) {}

    /** A package as a list has it. */
    record EntryRow(long listing, long length, Optional<Sha256> sha256, Optional<String> sha512) {}
}
