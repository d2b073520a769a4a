package org.intelligentmirror.icap;

/**
 * The end of a preview with more body to come, if it is asked for: the peer now waits for 100 Continue or a final
 * answer, and the decoder for {@link IcapRequestDecoder#continueBody} or {@link IcapRequestDecoder#nextRequest}.
 */
public enum IcapPreviewEnd {
    /** The only one. */
    INSTANCE
}
