package org.intelligentmirror.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;

/** Writes a response body to an existing file and hashes it on the way, holding one piece at a time. */
final class Download implements HttpResponse.BodySubscriber<Download.Received> {
    /** What arrived. */
    record Received(Sha256 sha256, long length) {}

    /** The body of an answer that is none. */
    static final Received NOTHING = new Received(Sha256.of(Sha256.newDigest().digest()), 0);

    private final Path file;
    private final MessageDigest digest = Sha256.newDigest();
    private final CompletableFuture<Received> whole = new CompletableFuture<>();
    private final AtomicLong received = new AtomicLong();
    private @Nullable FileChannel channel;
    private Flow.@Nullable Subscription subscription;

    Download(Path file) {
        this.file = file;
    }

    /** Bytes written so far; any thread. */
    long received() {
        return received.get();
    }

    @Override
    public CompletionStage<Received> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
            begun.request(1);
        } catch (IOException e) {
            // Told apart from a broken connection, which is an IOException too.
            fail(new UncheckedIOException(e));
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        try {
            for (ByteBuffer buffer : buffers) {
                digest.update(buffer.duplicate());
                long length = buffer.remaining();
                while (channel != null && buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                received.addAndGet(length);
            }
            if (subscription != null) {
                subscription.request(1);
            }
        } catch (IOException e) {
            // Told apart from a broken connection, which is an IOException too.
            fail(new UncheckedIOException(e));
        }
    }

    @Override
    public void onError(Throwable cause) {
        fail(cause);
    }

    @Override
    public void onComplete() {
        try {
            if (channel != null) {
                channel.force(false);
                channel.close();
            }
            whole.complete(new Received(Sha256.of(digest.digest()), received.get()));
        } catch (IOException e) {
            // Told apart from a broken connection, which is an IOException too.
            fail(new UncheckedIOException(e));
        }
    }

    private void fail(Throwable cause) {
        if (subscription != null) {
            subscription.cancel();
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        whole.completeExceptionally(cause);
    }
}
