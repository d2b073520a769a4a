/**
 * What the server counts, in Prometheus terms, and where its health is asked. Knows no Netty.
 *
 * <p>Owns every metric's name. Counting works from memory; the store's figures are sampled on the blocking pool.
 */
@NullMarked
package org.intelligentmirror.metrics;

import org.jspecify.annotations.NullMarked;
