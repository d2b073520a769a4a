package org.intelligentmirror.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.intelligentmirror.engine.CaptureOutcome;
import org.intelligentmirror.icap.HttpHead;
import org.intelligentmirror.icap.IcapRequest;
import org.intelligentmirror.log.AccessEntry;
import org.intelligentmirror.log.LogRedaction;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is recorded of one transaction. Recorded once its answer has ended and, if it captures or hands off, that has.
 * Used on the connection's event loop.
 */
final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final ServerContext server;
    private final IcapRequest request;
    private final String service;
    private final String peer;
    private final Instant began;
    private final long beganNanos = System.nanoTime();
    private Verdict verdict = Verdict.PASS;
    private Reason reason = Reason.CUT;
    private long bytes;
    private boolean answered;
    private boolean captures;
    private boolean handedOff;
    private @Nullable String clientUrl;
    private Duration took = Duration.ZERO;
    private @Nullable Sha256 sha256;
    private boolean damaged;
    private @Nullable CaptureOutcome outcome;

    Transaction(ServerContext server, IcapRequest request, String service, String peer) {
        this.server = server;
        this.request = request;
        this.service = service;
        this.peer = peer;
        this.began = server.clock().instant();
        server.metrics().transactionStarted();
        server.lifecycle().transactionBegan();
    }

    void decided(Verdict verdict, Reason reason) {
        this.verdict = verdict;
        this.reason = reason;
    }

    /** The value of {@code X-IntelligentMirror}. No spaces: Squid logs them as {@code %20}. */
    String verdictField() {
        return verdict + ";reason=" + reason.token();
    }

    void served(Sha256 digest) {
        sha256 = digest;
    }

    /** The package could not be sent to its end, and its file may be why: it is looked at before it is served again. */
    void brokeOff(Throwable cause) {
        Sha256 digest = sha256;
        if (digest != null) {
            LOG.warn("{} could not be sent whole: {}", digest, cause.getMessage());
            damaged = true;
            server.engine().doubt(digest);
        }
    }

    void sent(long more) {
        bytes += more;
    }

    void capturing() {
        captures = true;
    }

    void captured(CaptureOutcome how) {
        outcome = how;
        if (how instanceof CaptureOutcome.Stored stored) {
            sha256 = stored.sha256();
        }
        server.metrics().captureEnded(how);
        recordWhenOver();
    }

    /** The package goes out another way. */
    void handedOff() {
        handedOff = true;
    }

    /** The request that is seen stands for one of this URL. */
    void standsFor(String url) {
        clientUrl = LogRedaction.url(url);
    }

    /** What the client asked for, where that was rewritten: Squid's log shows what it was rewritten to. */
    Optional<String> clientUrl() {
        return Optional.ofNullable(clientUrl);
    }

    /** The package has gone out that other way, so much of it. */
    void delivered(long handedOffBytes) {
        bytes += handedOffBytes;
        handedOff = false;
        took = Duration.ofNanos(System.nanoTime() - beganNanos);
        recordWhenOver();
    }

    /** The last byte of the answer has gone out, or never will. */
    void answerEnded() {
        if (!answered) {
            answered = true;
            took = Duration.ofNanos(System.nanoTime() - beganNanos);
            server.metrics().transactionEnded();
            recordWhenOver();
        }
    }

    private void recordWhenOver() {
        if (!answered || handedOff || (captures && outcome == null)) {
            return;
        }
        server.lifecycle().transactionEnded();
        server.metrics().transaction(service, verdict, reason, bytes, took);
        HttpHead.Request http = request.httpRequest().orElse(null) instanceof HttpHead.Request r ? r : null;
        server.accessLog()
                .record(new AccessEntry(
                        began,
                        service,
                        request.headers().first("X-Client-IP").orElse(peer),
                        request.headers().first("X-Client-Username"),
                        http == null ? "-" : http.method(),
                        clientUrl().orElse(http == null ? "-" : LogRedaction.url(http.target())),
                        verdict,
                        reason,
                        bytes,
                        took.toMillis(),
                        Optional.ofNullable(sha256),
                        storedToken()));
    }

    private Optional<String> storedToken() {
        if (damaged) {
            return Optional.of("no:damaged");
        }
        return Optional.ofNullable(outcome)
                .map(how -> how instanceof CaptureOutcome.Dropped dropped
                        ? "no:" + dropped.why().token()
                        : "yes");
    }
}
