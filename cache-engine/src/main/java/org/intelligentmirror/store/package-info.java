/**
 * Bytes on disk under their SHA-256, committed whole or not at all.
 *
 * <p>Knows no URL, no HTTP and no SQL. The only package that knows the file layout.
 */
@NullMarked
package org.intelligentmirror.store;

import org.jspecify.annotations.NullMarked;
