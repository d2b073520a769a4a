package org.intelligentmirror.server;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.intelligentmirror.engine.CacheEngine;
import org.intelligentmirror.engine.CaptureRequest;
import org.intelligentmirror.engine.CaptureStream;
import org.intelligentmirror.engine.ConfirmRequest;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Judgement;
import org.intelligentmirror.policy.Reason;

/** A package, or an index file whose name states its digest: kept in the store. */
final class PackageKeeping implements Keeping {
    private static final Appraisal KEEP = new Appraisal.Keep();

    private final CacheEngine engine;
    private final Classification.Wanted wanted;
    private final Judgement.Keep judged;
    private final boolean mayBeConfirmed;

    /** @param mayBeConfirmed whether a stored body may take the place of the origin's */
    PackageKeeping(CacheEngine engine, Classification.Wanted wanted, Judgement.Keep judged, boolean mayBeConfirmed) {
        this.engine = engine;
        this.wanted = wanted;
        this.judged = judged;
        this.mayBeConfirmed = mayBeConfirmed;
    }

    @Override
    public Reason reason() {
        return Reason.COMPLETE;
    }

    @Override
    public CaptureStream open(Runnable drained) {
        return engine.capture(
                new CaptureRequest(wanted.locator(), wanted.kind(), judged.contentLength(), judged.headers()), drained);
    }

    @Override
    public CompletionStage<Appraisal> appraise(ByteBuffer start, boolean whole) {
        return judge(start, whole).thenApply(appraisal -> {
            if (appraisal instanceof Appraisal.Leave) {
                engine.notKept(wanted);
            } else if (appraisal instanceof Appraisal.Deliver) {
                engine.confirmed(wanted);
            }
            return appraisal;
        });
    }

    private CompletionStage<Appraisal> judge(ByteBuffer start, boolean whole) {
        if (UrlDigests.of(wanted.locator()).isPresent()) {
            return CompletableFuture.completedFuture(KEEP);
        }
        // A vouched digest is worth more than a look at the first bytes; the engine knows when they have arrived.
        if (hasWrongMagic(start, whole) && !engine.catalog().maySpeakOf(wanted.locator())) {
            return CompletableFuture.completedFuture(new Appraisal.Leave(Reason.MAGIC));
        }
        if (whole || !mayBeConfirmed) {
            // Of a body that is here already nothing would be saved.
            return CompletableFuture.completedFuture(KEEP);
        }
        return engine.confirm(new ConfirmRequest(wanted, judged.contentLength(), judged.headers(), start))
                .thenApply(confirmed ->
                        confirmed.<Appraisal>map(Appraisal.Deliver::new).orElse(KEEP));
    }

    private boolean hasWrongMagic(ByteBuffer start, boolean whole) {
        int magicLength = wanted.kind().magicLength();
        if (!whole && start.remaining() < magicLength) {
            // Too early to tell: the engine looks again when more is here.
            return false;
        }
        ByteBuffer magic = start.duplicate();
        magic.limit(magic.position() + Math.min(magicLength, magic.remaining()));
        return !wanted.kind().looksRight(magic);
    }
}
