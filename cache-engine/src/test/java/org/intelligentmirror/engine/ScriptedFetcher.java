package org.intelligentmirror.engine;

import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.intelligentmirror.origin.FetchEnd;
import org.intelligentmirror.origin.FetchHead;
import org.intelligentmirror.origin.FetchListener;
import org.intelligentmirror.origin.FetchOrder;
import org.intelligentmirror.origin.OriginFetcher;

/** A fetcher whose orders the test carries out by hand. */
final class ScriptedFetcher implements OriginFetcher {
    final List<Errand> errands = new CopyOnWriteArrayList<>();

    /** One order; the test's thread plays the fetcher's. */
    static final class Errand implements Fetch {
        final FetchOrder order;
        private final FetchListener listener;
        private volatile boolean cancelled;

        private Errand(FetchOrder order, FetchListener listener) {
            this.order = order;
            this.listener = listener;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        boolean isCancelled() {
            return cancelled;
        }

        boolean head(int status, long firstByte, long total, Map<String, String> fields) {
            boolean wanted = listener.head(new FetchHead(status, firstByte, OptionalLong.of(total), fields));
            if (!wanted) {
                end(FetchEnd.CANCELLED);
            }
            return wanted;
        }

        /** Hands over these bytes of {@code body}; whether more is wanted. */
        boolean bytes(byte[] body, int from, int to) {
            boolean more = listener.bytes(ByteBuffer.wrap(Arrays.copyOfRange(body, from, to)));
            if (!more) {
                end(FetchEnd.CANCELLED);
            }
            return more;
        }

        void end(FetchEnd how) {
            listener.ended(how);
        }

        /** Answers 206 with the rest of {@code body}, well. */
        void deliver(byte[] body, Map<String, String> fields) {
            int from = (int) order.firstByte();
            if (head(206, from, body.length, fields) && bytes(body, from, body.length)) {
                end(FetchEnd.COMPLETE);
            }
        }
    }

    @Override
    public Fetch fetch(FetchOrder order, FetchListener listener) {
        Errand errand = new Errand(order, listener);
        errands.add(errand);
        return errand;
    }

    /** The order with this number, from 0, once it is there. */
    Errand errand(int number) {
        await().until(() -> errands.size() > number);
        return errands.get(number);
    }
}
