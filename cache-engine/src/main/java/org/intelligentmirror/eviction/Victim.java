package org.intelligentmirror.eviction;

/**
 * A package that is to leave.
 *
 * @param lastUsed seconds since 1970
 * @param delisted whether it leaves because its index lists it no more
 */
public record Victim(long sequence, long allocatedBytes, long lastUsed, boolean delisted) {}
