package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.IndexStep;
import org.intelligentmirror.index.NewBlob;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.store.BlobCheck.Finding;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.intelligentmirror.store.StoreFaults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every file where blobs stand. One that the index does not know is hashed and taken in: no URL leads to it,
 * but whoever names its digest, or an index that does, gets it. What is not what its name says goes to the quarantine.
 * May be done while the store is in use. Used by one thread.
 */
final class BlobAdoption {
    private static final Logger LOG = LoggerFactory.getLogger(BlobAdoption.class);

    private final PackageVault vault;
    private final Clock clock;
    private final RebuildProgress progress;

    BlobAdoption(PackageVault vault, Clock clock, RebuildProgress progress) {
        this.vault = vault;
        this.clock = clock;
        this.progress = progress;
    }

    /** Looks at them all; ends early when it is to stop. */
    void run() throws StoreException {
        boolean unused = vault.store().scan().each(found -> {
            if (progress.isStopping()) {
                return false;
            }
            progress.share(0.5 + 0.5 * found.share());
            if (found.blob().isPresent()) {
                look(found.blob().get());
            } else {
                quarantine(found.file(), "a blob's file does not stand there");
            }
            return true;
        });
    }

    private void look(Sha256 sha256) throws StoreException {
        OptionalLong length = vault.store().length(sha256);
        Optional<Blob> known = vault.index().blob(sha256);
        if (length.isEmpty()) {
            return;
        }
        if (known.isPresent()) {
            if (known.get().length() != length.getAsLong()) {
                progress.quarantined.incrementAndGet();
                vault.openBytes(known.get()).ifPresent(BlobAdoption::close);
            }
            return;
        }
        Finding finding = vault.store().check(sha256, length.getAsLong());
        if (finding == Finding.INTACT) {
            adopt(sha256, length.getAsLong());
        } else if (finding != Finding.MISSING) {
            vault.alone(sha256, () -> {
                if (vault.index().blob(sha256).isEmpty()) {
                    LOG.error("{} is {}: quarantined", sha256, finding);
                    vault.store().quarantine(sha256);
                    progress.quarantined.incrementAndGet();
                }
            });
        }
    }

    private void adopt(Sha256 sha256, long length) throws StoreException {
        // Without the seal it is hashed once more before its first use, no worse.
        boolean unused = vault.store().seal(sha256);
        vault.store().force(List.of(sha256));
        vault.alone(sha256, () -> {
            Optional<FileChannel> channel = vault.store().open(sha256, length);
            if (channel.isEmpty() || vault.index().blob(sha256).isPresent()) {
                channel.ifPresent(BlobAdoption::close);
                return;
            }
            Instant now = clock.instant();
            String type = type(sha256, channel.get());
            NewBlob blob = new NewBlob(
                    sha256, type, sha256 + "." + type, length, vault.store().allocatedBytes(length), now, now, 0);
            vault.journal().adopting(blob);
            progress.packages.addAndGet(vault.change(List.of(new IndexStep.Add(blob))));
            progress.adopted.incrementAndGet();
        });
    }

    private static String type(Sha256 sha256, FileChannel opened) throws StoreException {
        ByteBuffer start = ByteBuffer.allocate(Kinds.START_BYTES);
        try (FileChannel channel = opened) {
            while (start.hasRemaining() && channel.read(start) >= 0) {
                // Reads on.
            }
        } catch (IOException e) {
            throw StoreFaults.translate("cannot read " + sha256, e);
        }
        return Kinds.typeOf(start.flip());
    }

    private void quarantine(Path file, String why) throws StoreException {
        LOG.error("{} was moved to the quarantine: {}", file, why);
        vault.store().quarantine(file);
        progress.quarantined.incrementAndGet();
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Only opened to look at.
        }
    }
}
