/**
 * The HTTP listener: stored packages by digest, browsing, the admin API, health and metrics.
 *
 * <p>Knows no SQL and no file layout.
 */
@NullMarked
package org.intelligentmirror.http;

import org.jspecify.annotations.NullMarked;
