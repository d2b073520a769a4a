package org.intelligentmirror.catalog;

import java.time.Instant;

/**
 * A root that sent other bytes than an index vouched for.
 *
 * @param count how often since the server started
 * @param last when it last did
 * @param distrusted whether what other roots carry is not served in its stead now
 */
public record Disagreement(String root, long count, Instant last, boolean distrusted) {}
