package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.intelligentmirror.catalog.Catalog;
import org.intelligentmirror.locator.Locator;

/** An index file on its way: from the moment its body is complete until the catalog has it, look-ups wait. */
final class AnnouncedStream implements CaptureStream {
    private final CaptureStream stream;
    private final Locator locator;
    private final Catalog catalog;
    private final CompletionStage<CaptureOutcome> outcome;

    /** @param ended told of the outcome before anybody else */
    AnnouncedStream(CaptureStream stream, Locator locator, Catalog catalog, Consumer<CaptureOutcome> ended) {
        this.stream = stream;
        this.locator = locator;
        this.catalog = catalog;
        this.outcome = stream.outcome().thenApply(result -> {
            ended.accept(result);
            return result;
        });
    }

    @Override
    public boolean write(ByteBuffer bytes, Runnable release) {
        return stream.write(bytes, release);
    }

    @Override
    public void complete() {
        Runnable taken = catalog.announce(locator);
        stream.complete();
        CompletionStage<CaptureOutcome> unused = outcome.whenComplete((result, failure) -> taken.run());
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
