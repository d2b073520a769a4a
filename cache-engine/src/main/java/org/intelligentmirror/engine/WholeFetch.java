package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchHead;
import org.intelligentmirror.origin.FetchListener;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.Exchange;
import org.intelligentmirror.policy.HeaderView;
import org.intelligentmirror.policy.Judgement;
import org.intelligentmirror.policy.ResponsePolicy;
import org.jspecify.annotations.Nullable;

/** A package the fetcher brings from its first byte: it leads an {@link Arrival} as a client's download does. */
final class WholeFetch implements FetchListener {
    private static final HeaderView NO_FIELDS = name -> List.of();

    private final Classification.Wanted wanted;
    private final ResponsePolicy policy;
    private final CaptureRunner captures;
    private final Clock clock;
    private @Nullable Arrival arrival;

    WholeFetch(Classification.Wanted wanted, ResponsePolicy policy, CaptureRunner captures, Clock clock) {
        this.wanted = wanted;
        this.policy = policy;
        this.captures = captures;
        this.clock = clock;
    }

    @Override
    public boolean head(FetchHead head) {
        Exchange exchange = new Exchange("GET", NO_FIELDS, head.status(), view(head.fields()));
        boolean kept = policy.judge(wanted, exchange, clock.instant()) instanceof Judgement.Keep keep
                && keep.contentLength().isPresent()
                && begin(new CaptureRequest(wanted.locator(), wanted.kind(), keep.contentLength(), keep.headers()));
        return kept;
    }

    private boolean begin(CaptureRequest request) {
        Optional<Arrival> begun = captures.fetched(request);
        arrival = begun.orElse(null);
        return begun.isPresent();
    }

    private static HeaderView view(Map<String, String> fields) {
        return name -> Optional.ofNullable(fields.get(name.toLowerCase(java.util.Locale.ROOT))).stream()
                .toList();
    }

    @Override
    public boolean bytes(ByteBuffer bytes) {
        Arrival body = arrival;
        return body != null
                && body.leaderOffset() + bytes.remaining() <= body.length()
                && body.lead(bytes).isEmpty();
    }

    @Override
    public void ended(FetchEnd how) {
        Arrival body = arrival;
        if (body == null) {
            return;
        }
        if (how == FetchEnd.COMPLETE && body.leaderOffset() == body.length()) {
            body.finish();
        } else {
            body.leaderBroke(how == FetchEnd.CANCELLED ? NotStored.CUT : NotStored.TRUNCATED);
        }
    }
}
