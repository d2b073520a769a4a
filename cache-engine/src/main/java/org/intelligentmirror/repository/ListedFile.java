package org.intelligentmirror.repository;

import java.util.Optional;

/**
 * An index file as a top index lists it.
 *
 * @param path in the form of a locator's path, relative to {@link IndexName#base} of the top index
 * @param listing how to read it, if it is a list of packages
 * @param file what its bytes are, as transferred
 * @param opened what its bytes are once decompressed; empty unless said in the same place (apt lists the decompressed
 *     file under its own path)
 */
public record ListedFile(String path, Optional<IndexFormat> listing, Digests file, Optional<Digests> opened) {}
