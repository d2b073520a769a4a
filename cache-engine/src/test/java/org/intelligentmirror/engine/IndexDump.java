package org.intelligentmirror.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.BlobFilter;
import org.intelligentmirror.index.H2PackageIndex;
import org.intelligentmirror.index.PackageIndex.TypeTotal;
import org.intelligentmirror.store.StoreException;

/**
 * All that a rebuild must bring back. Sequences are not part of it, nor uses.
 *
 * @param lines one for each package, its aliases, each URL and each pin
 */
record IndexDump(Map<String, String> lines, List<TypeTotal> totals) {
    /** Of a store nobody has open. */
    static IndexDump of(Path store) throws StoreException {
        Map<String, String> lines = new TreeMap<>();
        try (H2PackageIndex index = H2PackageIndex.open(store, 2)) {
            List<Blob> all = index.list(
                    new BlobFilter(Optional.empty(), Optional.empty(), Optional.empty(), 0, Integer.MAX_VALUE));
            for (Blob blob : all) {
                lines.put(
                        blob.sha256().toString(),
                        String.join(
                                " ",
                                blob.type(),
                                blob.name(),
                                Long.toString(blob.length()),
                                Long.toString(blob.allocatedBytes()),
                                blob.committedAt().toString()));
                index.aliases(blob.sha256())
                        .forEach(sha512 ->
                                lines.put("alias " + sha512, blob.sha256().toString()));
                index.eachBinding(blob, binding -> lines.put(binding.url(), line(binding)));
            }
            index.retention()
                    .pins()
                    .forEach(pin -> lines.put("pin " + pin.kind() + " " + pin.pattern(), pin.pinnedAt() + ""));
            return new IndexDump(lines, index.totals());
        }
    }

    private static String line(Binding binding) {
        return binding.blob().sha256() + " " + binding.capturedAt() + " " + binding.evidenceRank() + " "
                + binding.name() + " " + binding.host() + " " + binding.headers();
    }
}
