package org.intelligentmirror.origin;

import java.nio.ByteBuffer;

/**
 * Takes what an order brings: one head, bytes, one end, one after the other on one thread of the fetcher at a time. An
 * exception from a method ends the order as {@link FetchEnd#CANCELLED}.
 */
public interface FetchListener {
    /**
     * The answer's head.
     *
     * @return whether its body is wanted; false ends the order as {@link FetchEnd#CANCELLED}
     */
    boolean head(FetchHead head);

    /**
     * The next bytes. May block: the origin then waits, for as long as its own patience allows.
     *
     * @param bytes valid during the call only
     * @return whether more is wanted; false ends the order as {@link FetchEnd#CANCELLED}
     */
    boolean bytes(ByteBuffer bytes);

    /** The order has ended; nothing follows. */
    void ended(FetchEnd how);
}
