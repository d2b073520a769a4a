/**
 * What repositories say of their packages: the tree of index digests below each root, read from index files as they
 * pass, and asked what it vouches for.
 *
 * <p>Knows no SQL and no HTTP message. One thread changes it; any thread may ask.
 */
@NullMarked
package org.intelligentmirror.catalog;

import org.jspecify.annotations.NullMarked;
