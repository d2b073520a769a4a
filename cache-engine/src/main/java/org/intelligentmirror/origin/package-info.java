/**
 * The cache's own requests to origins, as the engine sees them: what to bring, and what came. Implemented outside,
 * where HTTP is spoken.
 *
 * <p>Knows locators and nothing else of ours.
 */
@NullMarked
package org.intelligentmirror.origin;

import org.jspecify.annotations.NullMarked;
