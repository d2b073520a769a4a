package org.intelligentmirror.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.intelligentmirror.origin.FetchEnd;
import org.jspecify.annotations.Nullable;

/**
 * What a running order hangs by: whoever cuts it ends the order, whatever its thread waits for at that moment. Any
 * thread cuts; the order's own thread does the rest.
 */
final class Line {
    private final CompletableFuture<FetchEnd> cut = new CompletableFuture<>();

    /** What the order's thread may be waiting for. Guarded by this. */
    private @Nullable Closeable held;

    /** Ends the order so, unless it was cut before. Closes what it holds; never blocks. */
    void cut(FetchEnd how) {
        Closeable wake;
        synchronized (this) {
            if (!cut.complete(how)) {
                return;
            }
            wake = held;
        }
        if (wake != null) {
            closeQuietly(wake);
        }
    }

    /** How the line was cut; null if it was not. */
    @Nullable
    FetchEnd cutAs() {
        return cut.getNow(null);
    }

    /**
     * From now on the order's thread may wait for {@code resource}.
     *
     * @throws FetchFault if the line is cut; the resource is closed then
     */
    void hold(Closeable resource) throws FetchFault {
        synchronized (this) {
            held = resource;
        }
        if (cut.isDone()) {
            closeQuietly(resource);
            check();
        }
    }

    /** The order's thread waits for nothing. */
    synchronized void letGo() {
        held = null;
    }

    /** Throws if the line is cut. */
    void check() throws FetchFault {
        FetchEnd how = cutAs();
        if (how != null) {
            throw FetchFault.lasting(how, "was cut");
        }
    }

    /** Waits so long, or until the line is cut. */
    void pause(long nanos) throws FetchFault {
        if (nanos > 0) {
            try {
                cut.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return;
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("nobody interrupts a fetch, nor fails its line", e);
            }
        }
        check();
    }

    private static void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }
}
