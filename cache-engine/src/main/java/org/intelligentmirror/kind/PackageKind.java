package org.intelligentmirror.kind;

import java.nio.ByteBuffer;

/**
 * A kind of package: which file names carry it and how its bytes begin. Each kind is one small class registered in
 * {@link Kinds}; nothing else switches on the kind. Implementations are stateless.
 */
public interface PackageKind {
    /**
     * The type this kind belongs to, in lower case: the configuration section {@code types.<type>}, and the word in the
     * index, metrics and listings. Several kinds may share one.
     */
    String type();

    /** Whether a URL's last path segment names a package of this kind; case is ignored. */
    boolean matches(String fileName);

    /** The most bytes {@link #looksRight} needs to decide, at least 1. */
    int magicLength();

    /**
     * Whether {@code start}, the first {@link #magicLength} bytes of the body or all of it if it is shorter, begins as
     * this kind does. Reads from the buffer's position without moving it.
     */
    boolean looksRight(ByteBuffer start);

    /** Whether a package so named may tell by its first bytes which all its others are, as RPM packages do. */
    default boolean mayProveItself(String fileName) {
        return false;
    }

    /** Whether a package of this kind may be kept without a digest vouched for it. */
    default boolean storableUnvouched() {
        return true;
    }
}
