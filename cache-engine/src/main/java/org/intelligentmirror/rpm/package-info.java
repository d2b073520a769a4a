/**
 * RPM packages whose own digests tie every byte of the file to its first few kilobytes.
 *
 * <p>Reads the layout of RPM version 4 files and computes two digests; trusts no signature and asks no index. Of this
 * project it knows {@link org.intelligentmirror.store.Sha256} and nothing else.
 */
@NullMarked
package org.intelligentmirror.rpm;

import org.jspecify.annotations.NullMarked;
