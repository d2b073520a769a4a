package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.rpm.RpmProof;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which stored RPM packages have a proof: those just captured, and those somebody would confirm with that
 * were never looked at. Each is read through once more, so one at a time, a pool task for each: however much is
 * captured, the other threads of the pool are left to those who wait for an answer. What finds no room here is looked
 * at when it is needed.
 *
 * <p>State is guarded by {@code lock}, under which nothing blocks and no foreign code runs. While {@code running}, one
 * worker task exists; its package is the first of {@code tasks}.
 */
final class RpmProver {
    /** Packages waiting to be looked at. */
    static final int MAX_TASKS = 1024;

    private final PackageVault vault;
    private final WorkerPool pool;
    private final FaultLog faults;

    private final Object lock = new Object();
    private final Map<Sha256, CompletableFuture<Void>> tasks = new LinkedHashMap<>();
    private boolean running;
    private boolean stopping;
    private @Nullable FileChannel reading;

    RpmProver(PackageVault vault, WorkerPool pool, FaultLog faults) {
        this.vault = vault;
        this.pool = pool;
        this.faults = faults;
    }

    /**
     * Has a package looked at; completes when it was, or will not be now. Never blocks, never completes exceptionally.
     * The future is shared: only what depends on it may be completed by others.
     */
    CompletableFuture<Void> examine(Sha256 sha256) {
        CompletableFuture<Void> done;
        boolean start;
        synchronized (lock) {
            CompletableFuture<Void> known = tasks.get(sha256);
            if (known != null) {
                return known;
            }
            if (stopping || tasks.size() >= MAX_TASKS) {
                return CompletableFuture.completedFuture(null);
            }
            done = new CompletableFuture<>();
            tasks.put(sha256, done);
            start = !running;
            running = true;
        }
        if (start) {
            start();
        }
        return done;
    }

    private void start() {
        if (!pool.tryExecute(this::work)) {
            giveUp();
        }
    }

    private void giveUp() {
        List<CompletableFuture<Void>> orphans;
        synchronized (lock) {
            orphans = List.copyOf(tasks.values());
            tasks.clear();
            running = false;
        }
        orphans.forEach(orphan -> orphan.complete(null));
    }

    private void work() {
        Sha256 sha256;
        synchronized (lock) {
            sha256 = tasks.keySet().iterator().next();
        }
        try {
            look(sha256);
        } catch (StoreException | IOException | RuntimeException e) {
            reportUnlessStopping(e);
        }
        CompletableFuture<Void> done;
        boolean more;
        synchronized (lock) {
            done = tasks.remove(sha256);
            more = !tasks.isEmpty();
            running = more;
        }
        if (done != null) {
            done.complete(null);
        }
        if (more) {
            start();
        }
    }

    private void look(Sha256 sha256) throws StoreException, IOException {
        Optional<Blob> blob = vault.index().blob(sha256);
        if (blob.isEmpty() || vault.index().isExamined(blob.get())) {
            return;
        }
        Optional<FileChannel> bytes = vault.openBytes(blob.get());
        if (bytes.isPresent()) {
            try (FileChannel channel = bytes.get()) {
                if (begin(channel)) {
                    vault.index().recordProof(blob.get(), RpmProof.of(channel));
                }
            } finally {
                begin(null);
            }
        }
    }

    private boolean begin(@Nullable FileChannel channel) {
        synchronized (lock) {
            reading = channel;
            return !stopping;
        }
    }

    private void reportUnlessStopping(Exception fault) {
        boolean report;
        synchronized (lock) {
            report = !stopping;
        }
        if (report) {
            faults.report("a package could not be looked at for its proof", fault);
        }
    }

    /** Ends at once: the package being read is left unknown. Closing its channel is what stops the reading. */
    void stop() {
        FileChannel channel;
        synchronized (lock) {
            stopping = true;
            channel = reading;
        }
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // A read-only descriptor has nothing left to lose.
            }
        }
    }
}
