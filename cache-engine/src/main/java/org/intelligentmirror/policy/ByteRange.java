package org.intelligentmirror.policy;

/**
 * Some bytes of a body, at least one.
 *
 * @param first position of the first, from 0
 * @param last position of the last, inclusive
 */
public record ByteRange(long first, long last) {
    /** Checks that there is a byte in it. */
    public ByteRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("no range: " + first + "-" + last);
        }
    }

    /** How many bytes. */
    public long length() {
        return last - first + 1;
    }
}
