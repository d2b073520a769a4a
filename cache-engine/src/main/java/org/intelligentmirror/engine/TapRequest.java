package org.intelligentmirror.engine;

import java.util.OptionalLong;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;

/**
 * What is known of an index file before it arrives.
 *
 * @param contentLength bytes the origin announced
 * @param headers of the response; the validators among them are kept
 */
public record TapRequest(Locator locator, OptionalLong contentLength, ReplyHeaders headers) {}
