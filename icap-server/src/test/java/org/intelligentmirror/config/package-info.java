/** Tests of the configuration. */
@NullMarked
package org.intelligentmirror.config;

import org.jspecify.annotations.NullMarked;
