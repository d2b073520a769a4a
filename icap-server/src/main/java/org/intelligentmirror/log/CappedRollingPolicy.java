package org.intelligentmirror.log;

import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rotates by size and by day, and keeps a fixed number of rotated files. Logback's own history counts days, not files,
 * so a busy day would have no bound.
 */
final class CappedRollingPolicy<E> extends SizeAndTimeBasedRollingPolicy<E> {
    private final Path directory;
    private final Pattern rotated;
    private final int maxFiles;

    /** Rotates {@code <name>.log} to {@code <name>.<day>.<number>.log}. */
    CappedRollingPolicy(Path directory, String name, int maxFiles) {
        this.directory = directory;
        this.maxFiles = maxFiles;
        rotated = Pattern.compile(Pattern.quote(name) + "\\.(\\d{4}-\\d\\d-\\d\\d)\\.(\\d{1,9})\\.log");
        setFileNamePattern(directory + "/" + name + ".%d{yyyy-MM-dd}.%i.log");
    }

    @Override
    public void rollover() {
        super.rollover();
        prune();
    }

    /** Deletes the oldest rotated files past the cap. */
    void prune() {
        List<Rotated> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Matcher name = rotated.matcher(entry.getFileName().toString());
                if (name.matches()) {
                    files.add(new Rotated(entry, name.group(1), Integer.parseInt(name.group(2))));
                }
            }
            files.sort(Comparator.comparing(Rotated::day).thenComparingInt(Rotated::number));
            for (Rotated file : files.subList(0, Math.max(0, files.size() - maxFiles))) {
                Files.deleteIfExists(file.path());
            }
        } catch (IOException | DirectoryIteratorException e) {
            addWarn("cannot delete old files in " + directory, e);
        }
    }

    private record Rotated(Path path, String day, int number) {}
}
