package org.intelligentmirror.engine;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.intelligentmirror.store.BlobCheck.Finding;
import org.intelligentmirror.store.BlobScan.Found;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** Hashes every package of a store while no server uses it. Finds only: nothing is removed. */
public final class StoreVerify {
    private final BlobStore store;
    private final Consumer<Bad> told;
    private long checked;
    private long bytes;
    private long failed;

    private StoreVerify(BlobStore store, Consumer<Bad> told) {
        this.store = store;
        this.told = told;
    }

    /** What is wrong with a file where packages are. */
    public enum Fault {
        /** Its bytes have another digest than its name says. */
        WRONG,
        /** The disk does not give its bytes back. */
        UNREADABLE,
        /** No package has its name or place. */
        FOREIGN
    }

    /** A file that is not what it should be. */
    public record Bad(Path file, Fault fault) {}

    /** How many files were looked at, their bytes, and how many are bad. */
    public record Outcome(long checked, long bytes, long failed) {}

    /**
     * Looks at every file. Blocks, perhaps for hours.
     *
     * @param directory must hold a store
     * @param told each file that is bad, as it is found
     * @throws StoreException of the kind {@code LOCKED} if a server uses the store
     */
    public static Outcome run(Path directory, Consumer<Bad> told) throws StoreException {
        try (BlobStore store = BlobStore.open(directory, FsyncPolicy.OFF, FileOperations.real())) {
            StoreVerify verify = new StoreVerify(store, told);
            boolean unused = store.scan().each(verify::look);
            return new Outcome(verify.checked, verify.bytes, verify.failed);
        }
    }

    private boolean look(Found found) throws StoreException {
        checked++;
        if (found.blob().isEmpty()) {
            bad(found.file(), Fault.FOREIGN);
            return true;
        }
        Sha256 sha256 = found.blob().get();
        OptionalLong length = store.length(sha256);
        if (length.isPresent()) {
            bytes += length.getAsLong();
            Finding finding = store.check(sha256, length.getAsLong());
            if (finding != Finding.INTACT) {
                bad(found.file(), finding == Finding.WRONG ? Fault.WRONG : Fault.UNREADABLE);
            }
        }
        return true;
    }

    private void bad(Path file, Fault fault) {
        failed++;
        told.accept(new Bad(file, fault));
    }
}
