/**
 * In which order packages leave a store that is full. From memory alone; knows no file, no SQL and no URL.
 *
 * <p>Imports nothing else of ours.
 */
@NullMarked
package org.intelligentmirror.eviction;

import org.jspecify.annotations.NullMarked;
