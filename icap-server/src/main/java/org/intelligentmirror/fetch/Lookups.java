package org.intelligentmirror.fetch;

import java.io.Closeable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.intelligentmirror.origin.FetchEnd;

/**
 * Asks for the addresses of hosts on threads of its own, which may hang in the system's resolver without holding up the
 * orders that asked. Safe for any thread.
 */
final class Lookups implements Closeable {
    /** The system's resolver, or a test's. */
    @FunctionalInterface
    interface Resolver {
        /** The addresses of a name, in the order to be tried; may block. */
        List<InetAddress> resolve(String name) throws UnknownHostException;
    }

    /** The system's. */
    static final Resolver SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    private final Resolver resolver;
    private final ThreadPoolExecutor threads;
    private final Duration patience;

    /** Look-ups, at most {@code most} at once, and as many more that wait. */
    Lookups(Resolver resolver, int most, Duration patience) {
        this.resolver = resolver;
        this.threads = FetchThreads.pool("fetch-lookup-", most, most);
        this.patience = patience;
    }

    /** The addresses of {@code target}: at least one. Wakes when {@code line} is cut. */
    List<InetAddress> addresses(Target target, Line line) throws FetchFault {
        if (target.literal().isPresent()) {
            return List.of(target.literal().get());
        }
        FutureTask<List<InetAddress>> answer = new FutureTask<>(() -> resolver.resolve(target.host()));
        try {
            line.hold(() -> answer.cancel(false));
            threads.execute(answer);
            List<InetAddress> addresses = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (addresses.isEmpty()) {
                throw failed(target, "has no address");
            }
            return addresses;
        } catch (CancellationException e) {
            line.check();
            throw new IllegalStateException("only a cut line cancels a look-up", e);
        } catch (ExecutionException e) {
            throw failed(target, "cannot be resolved");
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw failed(target, "is not resolved after " + patience.toMillis() + " ms");
        } catch (RejectedExecutionException e) {
            throw failed(target, "cannot be resolved: too many look-ups hang");
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a fetch", e);
        } finally {
            line.letGo();
        }
    }

    private static FetchFault failed(Target target, String why) {
        return FetchFault.passing(FetchEnd.BROKEN, target.host() + " " + why);
    }

    /** Takes nothing more; a look-up that hangs ends when the resolver lets it. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
