/**
 * What happened to the store, one line for each event, in files an operator can read: enough to make the index again.
 *
 * <p>Knows the words of a record and where it stands in its file. Knows no SQL and not what is done with what it tells.
 */
@NullMarked
package org.intelligentmirror.journal;

import org.jspecify.annotations.NullMarked;
