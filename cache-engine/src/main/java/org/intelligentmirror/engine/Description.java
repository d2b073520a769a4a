package org.intelligentmirror.engine;

import java.util.List;
import java.util.stream.Collectors;
import org.intelligentmirror.index.Binding;
import org.intelligentmirror.index.Blob;
import org.intelligentmirror.index.PackageIndex;
import org.intelligentmirror.store.StoreException;

/** A package in one line of a log: its digest, its names and where they came from. */
final class Description {
    private static final int MAX_SOURCES = 5;
    private static final int MAX_NAME = 200;

    private Description() {}

    static String of(PackageIndex index, Blob blob) throws StoreException {
        List<Binding> sources = index.bindingsOf(blob, MAX_SOURCES);
        String names = sources.stream()
                .map(source -> printable(source.name()) + " from " + printable(source.host()))
                .distinct()
                .collect(Collectors.joining(", "));
        return blob.sha256() + " (" + (names.isEmpty() ? printable(blob.name()) : names) + ", " + blob.length()
                + " bytes)";
    }

    /** Names come from origins: in a log they stay on their line. */
    private static String printable(String name) {
        String line = name.replaceAll("[^\\x21-\\x7e]", "_");
        return line.length() > MAX_NAME ? line.substring(0, MAX_NAME) : line;
    }
}
