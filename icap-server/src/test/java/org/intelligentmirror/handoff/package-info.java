/** Tests of the hand-off. */
@NullMarked
package org.intelligentmirror.handoff;

import org.jspecify.annotations.NullMarked;
