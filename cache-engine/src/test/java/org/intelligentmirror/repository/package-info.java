/** The tests of reading repository indexes. */
@NullMarked
package org.intelligentmirror.repository;

import org.jspecify.annotations.NullMarked;
