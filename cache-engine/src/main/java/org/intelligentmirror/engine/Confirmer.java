package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.evidence.UrlDigests;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.RpmCandidate;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.rpm.RpmPreview;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/**
 * Finds the stored package an origin is about to send, if one can be told from the start of its response.
 *
 * <p>First the package this URL, or its twin in a mirror group, was last bound to, if ETag and length agree; then,
 * unless the operator wants stronger evidence, RPM packages of the same name whose proof makes the preview decide. A
 * candidate that is being committed or looked at just now is waited for, a bounded time, without a thread.
 */
final class Confirmer {
    /** RPM packages of one name and length compared with a preview, those being looked at included. */
    static final int MAX_CANDIDATES = 4;
    /** Longest wait for a commit, and then for a proof. */
    static final Duration MAX_WAIT = Duration.ofSeconds(1);
    /** Confirmations that may wait at once; further ones do not wait. */
    static final int MAX_WAITING = 1000;

    /** One for a commit, one for the proof that follows it. */
    private static final int WAITS = 2;

    private static final int RANK_CONFIRMED = 5;

    private final PackageVault vault;
    private final RpmProver prover;
    private final CaptureRunner captures;
    private final Rules rules;
    private final Clock clock;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * What the operator allows, and what else is known.
     *
     * @param twins the same path at other members of a locator's mirror group, those that are trusted
     */
    record Rules(IdentityMode mode, Objections objections, Function<Locator, List<Locator>> twins) {
        boolean proofsCount() {
            return mode != IdentityMode.STRICT;
        }
    }

    Confirmer(PackageVault vault, RpmProver prover, CaptureRunner captures, Rules rules, Clock clock) {
        this.vault = vault;
        this.prover = prover;
        this.captures = captures;
        this.rules = rules;
        this.clock = clock;
    }

    /** Never blocks; completes on the pool, or at once if there is nothing to find or no room to look; never fails. */
    CompletableFuture<Optional<Confirmation>> confirm(ConfirmRequest request) {
        CompletableFuture<Optional<Confirmation>> answer = new CompletableFuture<>();
        boolean hopeless = request.contentLength().isEmpty()
                || request.wanted().locator().query().isPresent();
        if (hopeless) {
            answer.complete(Optional.empty());
        } else {
            start(request, WAITS, answer);
        }
        return answer;
    }

    /** Has what {@code stream} captures looked at once it is stored, if that may ever count. Never blocks. */
    void follow(CaptureRequest request, CaptureStream stream) {
        boolean counts = request.kind().mayProveItself(request.locator().decodedFileName());
        if (counts && rules.proofsCount()) {
            CompletionStage<Void> unused = stream.outcome()
                    .thenCompose(outcome -> outcome instanceof CaptureOutcome.Stored stored
                            ? prover.examine(stored.sha256())
                            : CompletableFuture.completedFuture(null));
        }
    }

    private void start(ConfirmRequest request, int waitsLeft, CompletableFuture<Optional<Confirmation>> answer) {
        if (!captures.pool().tryExecute(() -> look(request, waitsLeft, answer))) {
            answer.complete(Optional.empty());
        }
    }

    private void look(ConfirmRequest request, int waitsLeft, CompletableFuture<Optional<Confirmation>> answer) {
        Optional<Confirmation> found = Optional.empty();
        List<CompletableFuture<Void>> pending = new ArrayList<>();
        try {
            found = byValidator(request);
            if (found.isEmpty() && rules.proofsCount() && mayBeProven(request)) {
                found = byProof(request, pending);
            }
        } catch (StoreException | IOException | RuntimeException e) {
            captures.faults().report("a confirmation failed", e);
        }
        if (found.isPresent() || pending.isEmpty() || waitsLeft == 0 || !takePlace()) {
            answer.complete(found);
            return;
        }
        CompletableFuture<Void> unused = CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((nothing, failure) -> {
                    waiting.decrementAndGet();
                    start(request, waitsLeft - 1, answer);
                });
    }

    private boolean takePlace() {
        return waiting.getAndUpdate(n -> n < MAX_WAITING ? n + 1 : n) < MAX_WAITING;
    }

    private static boolean mayBeProven(ConfirmRequest request) {
        String name = request.wanted().locator().decodedFileName();
        return request.wanted().kind().mayProveItself(name)
                && request.wanted().kind().looksRight(request.preview());
    }

    /**
     * The package this URL was last bound to, however long ago; unless the operator wants stronger evidence, also that
     * of the same path at another member of its mirror group.
     */
    private Optional<Confirmation> byValidator(ConfirmRequest request) throws StoreException, IOException {
        Optional<String> etag = request.headers().strongEtag();
        if (etag.isEmpty()) {
            return Optional.empty();
        }
        Locator locator = request.wanted().locator();
        Optional<Binding> own = vault.index().binding(locator);
        if (own.isPresent() && own.get().headers().disproves(etag.get())) {
            return Optional.empty();
        }
        List<Locator> candidates = new ArrayList<>(List.of(locator));
        candidates.addAll(rules.proofsCount() ? rules.twins().apply(locator) : List.of());
        Optional<Confirmation> found = Optional.empty();
        for (int i = 0; i < candidates.size() && found.isEmpty(); i++) {
            Optional<Binding> binding = vault.index()
                    .binding(candidates.get(i))
                    .filter(its -> its.headers().strongEtag().equals(etag)
                            && its.blob().length() == request.contentLength().getAsLong());
            if (binding.isPresent()) {
                Blob blob = binding.get().blob();
                found = open(blob, request, Reason.VALIDATOR, bytes -> begins(bytes, request.preview()));
            }
        }
        return found;
    }

    private Optional<Confirmation> byProof(ConfirmRequest request, List<CompletableFuture<Void>> pending)
            throws StoreException, IOException {
        long length = request.contentLength().getAsLong();
        String name = request.wanted().locator().decodedFileName();
        // Before the index is asked: what is no longer in flight then is in the index.
        captures.inFlight().finishing(name, length).ifPresent(pending::add);
        for (RpmCandidate candidate : vault.index().rpmCandidates(name, length, MAX_CANDIDATES)) {
            if (candidate.proof().isEmpty()) {
                pending.add(prover.examine(candidate.blob().sha256()));
                continue;
            }
            Optional<Confirmation> found = open(
                    candidate.blob(),
                    request,
                    Reason.RPM,
                    bytes -> RpmPreview.agrees(candidate.proof().get(), bytes, request.preview(), length)
                            && begins(bytes, request.preview()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Compares a candidate's bytes with what has arrived. */
    @FunctionalInterface
    private interface Comparison {
        boolean agrees(FileChannel bytes) throws IOException;
    }

    private Optional<Confirmation> open(Blob blob, ConfirmRequest request, Reason reason, Comparison comparison)
            throws StoreException, IOException {
        if (isForbidden(request.wanted().locator(), blob.sha256())) {
            return Optional.empty();
        }
        Optional<FileChannel> opened = vault.openBytes(blob);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        FileChannel bytes = opened.get();
        boolean agreed = false;
        try {
            agreed = comparison.agrees(bytes);
        } finally {
            if (!agreed) {
                bytes.close();
            }
        }
        return agreed ? Optional.of(confirmed(blob, bytes, request, reason)) : Optional.empty();
    }

    private boolean isForbidden(Locator locator, Sha256 candidate) throws StoreException {
        boolean otherStated = UrlDigests.of(locator)
                .filter(stated -> !stated.equals(candidate))
                .isPresent();
        return otherStated || rules.objections().forbid(locator, candidate);
    }

    /** All of a preview must agree: what contradicts an ETag or a signature header is not passed over. */
    private static boolean begins(FileChannel bytes, ByteBuffer preview) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(preview.remaining());
        int count = 0;
        while (start.hasRemaining() && count >= 0) {
            count = bytes.read(start, start.position());
        }
        return start.flip().equals(preview);
    }

    private Confirmation confirmed(Blob blob, FileChannel bytes, ConfirmRequest request, Reason reason) {
        Instant now = clock.instant();
        try {
            vault.bind(blob, request.wanted().locator(), request.headers(), now, RANK_CONFIRMED);
        } catch (StoreException | RuntimeException e) {
            captures.faults().report("a confirmation could not be recorded", e);
        }
        vault.countUse(blob);
        return new Confirmation(new StoredPackage(blob.sha256(), blob.length(), request.headers(), now, bytes), reason);
    }
}
