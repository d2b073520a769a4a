/**
 * What binds a locator to a digest, ranked, and the pure function that picks the strongest.
 *
 * <p>Does no I/O and knows no SQL.
 */
@NullMarked
package org.intelligentmirror.evidence;

import org.jspecify.annotations.NullMarked;
