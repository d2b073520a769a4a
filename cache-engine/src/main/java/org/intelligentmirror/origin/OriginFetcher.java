package org.intelligentmirror.origin;

/** Brings bytes from origins on the cache's own account. Safe for any thread. */
public interface OriginFetcher {
    /** A fetcher that brings nothing: every order ends as {@link FetchEnd#REFUSED}, before {@link #fetch} returns. */
    OriginFetcher NONE = (order, listener) -> {
        listener.ended(FetchEnd.REFUSED);
        return () -> {};
    };

    /**
     * Starts an order, or queues it behind others. Never blocks. {@code listener} is told the end exactly once, however
     * that comes about.
     */
    Fetch fetch(FetchOrder order, FetchListener listener);

    /** An order under way. */
    interface Fetch {
        /** Gives the order up; its end is then {@link FetchEnd#CANCELLED}, unless it had ended. Never blocks. */
        void cancel();
    }
}
