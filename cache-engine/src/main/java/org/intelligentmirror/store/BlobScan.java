package org.intelligentmirror.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every file below the blobs' directory, one directory at a time: 15 files of a million are in memory at once. */
public final class BlobScan {
    private final StoreLayout layout;
    private final FileOperations files;

    BlobScan(StoreLayout layout, FileOperations files) {
        this.layout = layout;
        this.files = files;
    }

    /**
     * What was found.
     *
     * @param blob the digest the file is named by; empty if it does not stand where a blob of its name would
     * @param share of the directories that were looked through, from 0 to 1
     */
    public record Found(Path file, Optional<Sha256> blob, double share) {}

    /** Takes what is found; false ends the scan. */
    @FunctionalInterface
    public interface Visitor {
        /** Whether to go on. */
        boolean visit(Found found) throws StoreException;
    }

    /** Whether there is any. */
    public boolean isEmpty() throws StoreException {
        boolean[] empty = {true};
        each(found -> empty[0] = false);
        return empty[0];
    }

    /** Shows them all, in no order; false if the visitor ended it. */
    public boolean each(Visitor visitor) throws StoreException {
        List<Path> branches = list(layout.blobs());
        for (int i = 0; i < branches.size(); i++) {
            double share = (double) i / branches.size();
            if (!below(branches.get(i), 1, share, visitor)) {
                return false;
            }
        }
        return true;
    }

    private boolean below(Path path, int depth, double share, Visitor visitor) throws StoreException {
        if (depth <= 2 && Files.isDirectory(path)) {
            for (Path entry : list(path)) {
                if (!below(entry, depth + 1, share, visitor)) {
                    return false;
                }
            }
            return true;
        }
        Optional<Sha256> blob = Sha256.parse(String.valueOf(path.getFileName()))
                .filter(sha256 -> layout.blob(sha256).equals(path) && Files.isRegularFile(path));
        return visitor.visit(new Found(path, blob, share));
    }

    private List<Path> list(Path directory) throws StoreException {
        try {
            return files.list(directory);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw StoreFaults.translate("cannot list " + directory, e);
        }
    }
}
