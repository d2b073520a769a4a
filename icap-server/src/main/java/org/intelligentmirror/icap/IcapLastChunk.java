package org.intelligentmirror.icap;

/** The end of an answer's body. */
public enum IcapLastChunk {
    /** The only one. */
    INSTANCE
}
