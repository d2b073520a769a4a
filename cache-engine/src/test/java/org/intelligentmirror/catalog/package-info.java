/** The tests of the catalog, and repositories made for tests. */
@NullMarked
package org.intelligentmirror.catalog;

import org.jspecify.annotations.NullMarked;
