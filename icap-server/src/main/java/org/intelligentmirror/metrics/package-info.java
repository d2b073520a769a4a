/**
 * What the server counts, in Prometheus terms. Knows no Netty.
 */
@NullMarked
package org.intelligentmirror.metrics;

import org.jspecify.annotations.NullMarked;
