package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.locator.Locator;

/**
 * An index file on its way: from its last byte until the catalog has it, look-ups wait. The last byte counts, not the
 * end of the body: with the byte a client has all it needs to ask for a package, and the end may come after that.
 */
final class AnnouncedStream implements CaptureStream {
    private final CaptureStream stream;
    private final Locator locator;
    private final Catalog catalog;
    private final OptionalLong contentLength;
    private final CompletionStage<CaptureOutcome> outcome;
    private long written;
    private boolean announced;

    /** @param ended told of the outcome before anybody else */
    AnnouncedStream(
            CaptureStream stream,
            Locator locator,
            OptionalLong contentLength,
            Catalog catalog,
            Consumer<CaptureOutcome> ended) {
        this.stream = stream;
        this.locator = locator;
        this.contentLength = contentLength;
        this.catalog = catalog;
        this.outcome = stream.outcome().thenApply(result -> {
            ended.accept(result);
            return result;
        });
    }

    @Override
    public boolean write(ByteBuffer bytes, Runnable release) {
        written += bytes.remaining();
        if (contentLength.isPresent() && written >= contentLength.getAsLong()) {
            announce();
        }
        return stream.write(bytes, release);
    }

    @Override
    public void complete() {
        announce();
        stream.complete();
    }

    private void announce() {
        if (!announced) {
            announced = true;
            Runnable taken = catalog.announce(locator);
            CompletionStage<CaptureOutcome> unused = outcome.whenComplete((result, failure) -> taken.run());
        }
    }

    @Override
    public void abandon(NotStored why) {
        stream.abandon(why);
    }

    @Override
    public CompletionStage<CaptureOutcome> outcome() {
        return outcome;
    }
}
