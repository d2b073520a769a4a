package org.intelligentmirror.engine;

import java.util.OptionalLong;
import org.intelligentmirror.kind.PackageKind;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.policy.ReplyHeaders;

/**
 * What is known of a body before it arrives.
 *
 * @param contentLength bytes the origin announced
 */
public record CaptureRequest(Locator locator, PackageKind kind, OptionalLong contentLength, ReplyHeaders headers) {}
