package org.intelligentmirror.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.intelligentmirror.catalog.IndexArrival.IndexBytes;
import org.intelligentmirror.catalog.Unread.Sign;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.index.CatalogIndex;
import org.intelligentmirror.index.CatalogIndex.ListedRow;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.repository.IndexBounds;
import org.intelligentmirror.repository.IndexFormat;
import org.intelligentmirror.repository.IndexName;
import org.intelligentmirror.repository.IndexParser;
import org.intelligentmirror.repository.TopIndex;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads index files that arrived into the catalog. Used by the catalog's thread only; blocks.
 *
 * <p>A top index counts if it is known to be whole: by its length, by its own end, or because the same bytes were whole
 * before. A list of packages counts if the current generation of a top index above it lists its digest, which proves
 * that it is whole. A whole list that no such generation lists, now or a while ago, says that a top index passed
 * unseen. What cannot be read says nothing but that the recorded generation of a top index may be a former one.
 *
 * <p>A list in a flat repository that no {@code Release} was read of is a top index that lists itself.
 */
final class IndexReading {
    private static final Logger LOG = LoggerFactory.getLogger(IndexReading.class);
    private static final int SHA512_HEX = 128;

    private final CatalogIndex index;
    private final Tops tops;
    private final Rivals rivals;
    private final StoredIndexes stored;
    private final CatalogLimits limits;
    private final CatalogCounters counters;
    private final CatalogTime time;
    private final Pauses pauses;
    /** Top indexes read while a list was being read: stored lists of theirs are read after it. */
    private final Deque<Top> overtaken = new ArrayDeque<>();

    private boolean readingList;

    /**
     * What happens between two batches of a list.
     *
     * @param overtaking what is more urgent is dealt with
     * @param stopping whether to give up
     */
    record Pauses(Runnable overtaking, BooleanSupplier stopping) {}

    /** What index files are read into, and where those are that were kept. */
    record Tree(CatalogIndex index, Tops tops, Rivals rivals, StoredIndexes stored) {}

    IndexReading(Tree tree, CatalogLimits limits, CatalogCounters counters, CatalogTime time, Pauses pauses) {
        this.index = tree.index();
        this.tops = tree.tops();
        this.rivals = tree.rivals();
        this.stored = tree.stored();
        this.limits = limits;
        this.counters = counters;
        this.time = time;
        this.pauses = pauses;
    }

    void read(IndexArrival arrival, long serial) throws StoreException {
        IndexName name = IndexName.of(arrival.locator());
        boolean listed = name.isFlatList() && !above(arrival.locator(), name).isEmpty();
        if (name.kind() == IndexName.Kind.TOP && !listed) {
            readTop(arrival, name, serial);
        } else if (listed || (name.kind() == IndexName.Kind.LISTING && !contradictsItsName(arrival))) {
            readListing(arrival, name, serial);
        }
        if (!readingList) {
            readOvertaken();
        }
    }

    private void readTop(IndexArrival arrival, IndexName name, long serial) throws StoreException {
        Optional<Long> generation = name.isFlatList() ? ofFlatList(arrival, name) : ofTop(arrival, name);
        String url = arrival.locator().url();
        if (generation.isEmpty()) {
            counters.refused();
            tops.doubt(url, Optional.of(name), new Sign(versionOf(arrival), true, true, arrival.at(), serial));
            return;
        }
        Optional<Top> before = tops.get(url);
        long from = before.map(Top::generation).orElse(Top.NEVER_READ);
        boolean same = from == generation.get();
        Instant since = same ? Top.earlier(before.get().since(), arrival.at()) : arrival.at();
        boolean cameBack = !same && index.formerGenerations(url).contains(generation.get());
        Top top = tops.read(
                new Top(
                        url,
                        name,
                        generation.get(),
                        Version.named(arrival.validators(), OptionalLong.of(arrival.length())),
                        since,
                        arrival.at(),
                        time.now(),
                        Optional.empty()),
                serial);
        index.saveTop(top.toRow(), time.now());
        if (same) {
            rivals.confirmed(url);
        } else {
            rivals.moved(url, from, generation.get(), cameBack);
        }
        counters.read();
        tops.setListings(top.generation(), index.publishedOf(top.generation()));
        tops.generations();
        if (readingList) {
            overtaken.add(top);
        } else {
            readStored(top);
        }
    }

    /** Bytes that may have been cut short do not tell a version from another that its origin calls the same. */
    private static Version versionOf(IndexArrival arrival) {
        Version named = Version.named(arrival.validators(), OptionalLong.empty());
        boolean whole = arrival.lengthProven() || !arrival.validators().agree(arrival.validators());
        return whole
                ? new Version(arrival.validators(), OptionalLong.of(arrival.length()), Optional.of(arrival.sha256()))
                : named;
    }

    /** A generation leads to other lists in a flat repository than the same bytes do elsewhere. */
    private static String keyOf(IndexName name) {
        return (name.isFlat() ? "FLAT_" : "") + name.format().orElseThrow();
    }

    /** The generation that is a list of packages itself. */
    private Optional<Long> ofFlatList(IndexArrival arrival, IndexName name) throws StoreException {
        IndexFormat format = name.format().orElseThrow();
        boolean whole = arrival.lengthProven()
                || index.generation(arrival.sha256(), keyOf(name)).isPresent();
        Optional<Long> list = whole ? listOf(arrival, format) : Optional.empty();
        if (list.isEmpty()) {
            return Optional.empty();
        }
        index.addSeen(name.root(), list.get());
        Optional<Long> known = index.generation(arrival.sha256(), keyOf(name));
        if (known.isPresent()) {
            return known;
        }
        ListedRow itself = new ListedRow(Optional.of(format.name()), Optional.of(arrival.sha256()), Optional.empty());
        return Optional.of(index.addGeneration(arrival.sha256(), keyOf(name), List.of(itself)));
    }

    private Optional<Long> ofTop(IndexArrival arrival, IndexName name) throws StoreException {
        Optional<Long> known = index.generation(arrival.sha256(), keyOf(name));
        return known.isPresent() ? known : parseTop(arrival, name);
    }

    private Optional<Long> parseTop(IndexArrival arrival, IndexName name) throws StoreException {
        IndexFormat format = name.format().orElseThrow();
        TopIndex top;
        try (InputStream in = arrival.bytes().open()) {
            top = IndexParser.top(in, format, IndexBounds.TOP);
        } catch (IOException e) {
            LOG.info("{} is not read: {}", arrival.locator(), e.getMessage());
            return Optional.empty();
        }
        boolean showsItsEnd = top.complete() && format != IndexFormat.RELEASE;
        if (!arrival.lengthProven() && !showsItsEnd) {
            LOG.info("{} is not read: nothing proves that it is whole", arrival.locator());
            return Optional.empty();
        }
        List<ListedRow> files = new ArrayList<>(top.files().size());
        top.files().stream()
                .filter(file -> file.file().isProof())
                .forEach(file -> files.add(new ListedRow(
                        file.listing().filter(its -> name.leadsTo(file.path())).map(IndexFormat::name),
                        file.file().sha256(),
                        file.file().sha512())));
        return Optional.of(index.addGeneration(arrival.sha256(), keyOf(name), files));
    }

    /** Lists that were stored when they were fetched from somewhere else, or that were dropped meanwhile. */
    private void readStored(Top top) throws StoreException {
        for (ListedRow file : index.unpublishedOf(top.generation())) {
            Sha256 sha256 = file.sha256().orElseThrow();
            Optional<IndexBytes> bytes = stored.find(sha256);
            if (bytes.isPresent()) {
                parseListing(
                        top.url(), sha256, IndexFormat.valueOf(file.format().orElseThrow()), bytes.get());
            }
        }
    }

    private static boolean contradictsItsName(IndexArrival arrival) {
        Optional<Sha256> stated = UrlDigests.of(arrival.locator());
        String name = arrival.locator().fileName();
        boolean names512 = arrival.locator().path().endsWith("/by-hash/SHA512/" + name) && name.length() == SHA512_HEX;
        return (stated.isPresent() && !stated.get().equals(arrival.sha256()))
                || (names512 && !arrival.sha512().map(name::equalsIgnoreCase).orElse(false));
    }

    private void readListing(IndexArrival arrival, IndexName name, long serial) throws StoreException {
        List<Top> above = above(arrival.locator(), name);
        List<Top> listing = new ArrayList<>();
        Optional<ListedRow> listed = Optional.empty();
        boolean other = false;
        for (Top top : above) {
            Optional<ListedRow> row = index.listed(top.generation(), arrival.sha256(), arrival.sha512());
            if (row.isPresent() && row.get().format().isPresent()) {
                listed = row;
                listing.add(top);
            }
            other |= row.isPresent();
        }
        if (listed.isPresent()) {
            accept(arrival, listed.get(), listing);
        } else if (!other) {
            counters.refused();
            if (arrival.lengthProven() && !wasListed(arrival, above)) {
                markStale(above, arrival.locator(), serial);
            }
        }
    }

    /** Top indexes of the same family that may lead to a list: in directories above, or beside it if it is flat. */
    private List<Top> above(Locator locator, IndexName name) {
        boolean rpm = locator.path().contains("/repodata/");
        return tops.covering(locator).stream()
                .filter(top -> top.wasRead() && top.isRpm() == rpm && isAbove(top.name(), name))
                .toList();
    }

    private static boolean isAbove(IndexName top, IndexName list) {
        return list.isFlat()
                ? top.isFlat() && !top.isFlatList() && top.base().equals(list.base())
                : !top.isFlat() && list.base().startsWith(top.base());
    }

    private void accept(IndexArrival arrival, ListedRow listed, List<Top> listing) throws StoreException {
        if (arrival.sha512().isPresent() && listed.sha256().isEmpty()) {
            index.addAlias(arrival.sha512().get(), arrival.sha256());
        }
        Optional<Long> id = listOf(arrival, IndexFormat.valueOf(listed.format().orElseThrow()));
        if (id.isPresent()) {
            for (Top top : listing) {
                index.addSeen(top.root(), id.get());
            }
            refreshListings();
        }
    }

    /** The list of packages that has arrived, read now unless it is known. */
    private Optional<Long> listOf(IndexArrival arrival, IndexFormat format) throws StoreException {
        Optional<Long> known = index.listing(arrival.sha256(), format.name());
        return known.isPresent()
                ? known
                : parseListing(arrival.locator().url(), arrival.sha256(), format, arrival.bytes());
    }

    private Optional<Long> parseListing(String url, Sha256 sha256, IndexFormat format, IndexBytes bytes)
            throws StoreException {
        Room room = new Room(index, tops, limits.maxEntries(), url, sha256);
        long id;
        readingList = true;
        try (ListingIngest ingest = new ListingIngest(index, sha256, format, room, pauses);
                InputStream in = bytes.open()) {
            // The digest says which file this is, whatever it was called.
            long unused = IndexParser.listing(in, "", format, IndexBounds.LISTING, ingest);
            id = ingest.end();
            LOG.debug("{} lists {} files", url, ingest.entries());
        } catch (IOException | ListingIngest.GivenUp e) {
            counters.refused();
            LOG.info("{} is not read: {}", url, e.getMessage());
            return Optional.empty();
        } finally {
            readingList = false;
        }
        counters.read();
        refreshListings();
        return Optional.of(id);
    }

    private void refreshListings() throws StoreException {
        for (long generation : tops.generations()) {
            tops.setListings(generation, index.publishedOf(generation));
        }
    }

    /** Whether a client may still know it from a generation that was current a while ago. */
    private boolean wasListed(IndexArrival arrival, List<Top> above) throws StoreException {
        for (Top top : above) {
            for (long generation : index.formerGenerations(top.url())) {
                if (index.listed(generation, arrival.sha256(), arrival.sha512()).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The nearest ones: a list in one suite says nothing of the suite around it. */
    private void markStale(List<Top> above, Locator locator, long serial) {
        int longest =
                above.stream().mapToInt(top -> top.name().base().length()).max().orElse(0);
        for (Top top : above) {
            if (top.name().base().length() == longest && !top.isStale()) {
                LOG.info("{} does not list {}: it is stale", top.url(), locator);
                tops.doubt(top.url(), Optional.empty(), new Sign(Version.UNKNOWN, false, false, time.now(), serial));
            }
        }
    }

    /** A top index was said to be unchanged. */
    void renew(String url, Validators validators, Instant when, long serial) throws StoreException {
        Optional<Top> after = tops.change(url, top -> top.told(validators, when, serial));
        if (after.isPresent()) {
            index.saveTop(after.get().toRow(), time.now());
            if (!after.get().isStale()) {
                rivals.confirmed(url);
            }
        }
    }

    /** Reads what had to wait for the end of a list. */
    private void readOvertaken() throws StoreException {
        for (Top top = overtaken.poll(); top != null; top = overtaken.poll()) {
            readStored(top);
        }
    }
}
