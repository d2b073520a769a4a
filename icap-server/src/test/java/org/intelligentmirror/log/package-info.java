/** Tests of the logs. */
@NullMarked
package org.intelligentmirror.log;

import org.jspecify.annotations.NullMarked;
