package org.intelligentmirror.icap;

/**
 * A message the decoder gave up on. The decoder discards everything that follows it: the only thing left is to answer
 * {@code status} and close.
 *
 * @param why names the place, for the log
 */
public record IcapMalformed(IcapStatus status, String why) {}
