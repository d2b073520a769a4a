package org.intelligentmirror.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.intelligentmirror.index.CatalogIndex.NewEntry;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntrySorterTest {
    private static final int RUN = 10;

    @TempDir
    private Path directory;

    @Test
    void entriesComeInTheOrderOfTheirKeysHoweverManyRunsTheyTake() throws StoreException {
        for (int count : new int[] {0, 1, RUN - 1, RUN, RUN + 1, 2 * RUN, 7 * RUN + 3, 3000}) {
            List<NewEntry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                entries.add(entry(i));
            }
            List<NewEntry> expected = new ArrayList<>(entries);
            expected.sort(Comparator.comparing(NewEntry::path));
            assertThat(sorted(entries)).as("%d entries", count).isEqualTo(expected);
        }
    }

    @Test
    void entriesWithOneKeyAllCome() throws StoreException {
        NewEntry one = entry(1);
        NewEntry other = new NewEntry(one.path(), 7, Optional.of(digest("other")), Optional.empty());
        List<NewEntry> entries = new ArrayList<>();
        for (int i = 0; i < RUN + 2; i++) {
            entries.add(i % 2 == 0 ? one : other);
        }
        assertThat(sorted(entries)).containsExactlyInAnyOrderElementsOf(entries);
    }

    @Test
    void runsTakeNoNameOnTheDisk() throws StoreException, IOException {
        try (EntrySorter sorter = new EntrySorter(directory, RUN);
                Stream<Path> files = Files.list(directory)) {
            for (int i = 0; i < 5 * RUN; i++) {
                sorter.add(entry(i));
            }
            assertThat(files).isEmpty();
        }
    }

    private List<NewEntry> sorted(List<NewEntry> entries) throws StoreException {
        List<NewEntry> sorted = new ArrayList<>();
        try (EntrySorter sorter = new EntrySorter(directory, RUN)) {
            for (NewEntry entry : entries) {
                sorter.add(entry);
            }
            sorter.drainTo(sorted::add);
        }
        return sorted;
    }

    /** With a SHA-256, a SHA-512, or both. */
    private static NewEntry entry(int i) {
        Optional<Sha256> sha256 = i % 3 == 0 ? Optional.empty() : Optional.of(digest("bytes " + i));
        Optional<String> sha512 = i % 3 == 1 ? Optional.empty() : Optional.of("%0128x".formatted(i));
        return new NewEntry(PathKey.of("pool/" + i + ".deb"), Long.MAX_VALUE - i, sha256, sha512);
    }

    private static Sha256 digest(String text) {
        return Sha256.of(Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
