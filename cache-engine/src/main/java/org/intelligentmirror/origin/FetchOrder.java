package org.intelligentmirror.origin;

import java.util.Optional;
import org.intelligentmirror.locator.Locator;

/**
 * What to bring.
 *
 * @param locator where from; its host must be one that a client has reached through Squid
 * @param firstByte offset of the first byte wanted; 0 asks for the whole
 * @param ifRange the strong validator the bytes before {@code firstByte} came with, sent as {@code If-Range} (RFC 9110
 *     section 13.1.5); empty sends none
 * @param urgency who waits for it
 */
public record FetchOrder(Locator locator, long firstByte, Optional<String> ifRange, Urgency urgency) {
    public FetchOrder {
        if (firstByte < 0) {
            throw new IllegalArgumentException("firstByte is negative: " + firstByte);
        }
    }

    /** Orders that wait for a place get it in this order. */
    public enum Urgency {
        /** A client waits for these bytes now. */
        CLIENT_WAITS,
        /** Nobody waits: the next client will be glad of them. */
        BACKGROUND
    }
}
