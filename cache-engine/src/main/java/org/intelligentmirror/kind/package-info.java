/**
 * The kinds of package there are: which URLs name them and how their bytes begin.
 *
 * <p>Imports nothing of this project but {@code locator}.
 */
@NullMarked
package org.intelligentmirror.kind;

import org.jspecify.annotations.NullMarked;
