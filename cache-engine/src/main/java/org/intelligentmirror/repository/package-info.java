/**
 * Repository index files read as untrusted streams: what a URL names, and what the file behind it lists.
 *
 * <p>Pure and bounded: reads the stream it is given and nothing else, keeps no state between calls, and does no other
 * I/O. Imports nothing of this project but {@code locator} and {@code store.Sha256}.
 */
@NullMarked
package org.intelligentmirror.repository;

import org.jspecify.annotations.NullMarked;
