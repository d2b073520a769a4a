/**
 * Where content is found: URLs in one normal form, and the refusal of those that have none.
 *
 * <p>Imports nothing of this project.
 */
@NullMarked
package org.intelligentmirror.locator;

import org.jspecify.annotations.NullMarked;
