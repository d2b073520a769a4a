/**
 * The configuration file: one record for each section, read from TOML, all problems reported at once.
 *
 * <p>Knows no Netty: {@code imctl} reads the configuration too.
 */
@NullMarked
package org.intelligentmirror.config;

import org.jspecify.annotations.NullMarked;
