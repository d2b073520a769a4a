package org.intelligentmirror.config;

import java.nio.file.Path;
import org.intelligentmirror.store.FsyncPolicy;

/** {@code [store]}: where packages are kept. Sizes in bytes, 0 is unlimited. */
public record StoreConfig(Path directory, long maxSizeBytes, long minFreeBytes, FsyncPolicy fsync) {}
