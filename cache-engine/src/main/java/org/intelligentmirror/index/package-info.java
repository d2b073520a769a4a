/**
 * What is known of stored packages and of the URLs that led to them, in an embedded database.
 *
 * <p>The only package that knows SQL. Every {@code SQLException} ends here as a {@code StoreException}.
 */
@NullMarked
package org.intelligentmirror.index;

import org.jspecify.annotations.NullMarked;
