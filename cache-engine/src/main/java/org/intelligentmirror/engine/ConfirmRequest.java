package org.intelligentmirror.engine;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.ReplyHeaders;

/**
 * An origin's complete 200 to a GET without Range, of which only the start has arrived.
 *
 * @param contentLength bytes the origin announced; without them nothing is confirmed
 * @param headers what is kept of the response's head
 * @param preview the body's first bytes, read only and never moved; its owner keeps them until the answer is there
 */
public record ConfirmRequest(
        Classification.Wanted wanted, OptionalLong contentLength, ReplyHeaders headers, ByteBuffer preview) {}
