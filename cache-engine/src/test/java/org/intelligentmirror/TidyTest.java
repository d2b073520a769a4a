package org.intelligentmirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house style, as far as a machine can hold it, over every module and the scripts. */
class TidyTest {
    private static final int MAX_FILE_LINES = 500;
    private static final int MAX_METHOD_LINES = 70;
    private static final int MAX_LINE_LENGTH = 120;
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Set<String> SKIPPED = Set.of("target", ".git", "var", ".idea", "node_modules");
    private static final Pattern FORBIDDEN_NAME = Pattern.compile("\\w*(Manager|Helper|Utils?|Impl|Data)\\.java");
    /** Spelled apart, so that this file does not hold what it forbids. */
    private static final Pattern FORBIDDEN_MARK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");

    /** A member at class level: four blanks, then no blank, closing brace or comment; its body opens on some line. */
    private static final Pattern MEMBER =
            Pattern.compile("^( {4}| {8})[^ }/*@].*[({]$|^( {4}| {8})[^ }/*@].*\\) .*\\{$");

    private static final Map<Path, List<String>> FILES = new TreeMap<>();

    @BeforeAll
    static void readFiles() throws IOException {
        walk(ROOT);
        assertThat(javaFiles()).hasSizeGreaterThan(50);
    }

    private static void walk(Path directory) throws IOException {
        List<Path> entries;
        try (Stream<Path> listing = Files.list(directory)) {
            entries = listing.toList();
        }
        for (Path entry : entries) {
            if (Files.isSymbolicLink(entry)) {
                continue;
            }
            if (Files.isDirectory(entry)) {
                if (!SKIPPED.contains(entry.getFileName().toString())) {
                    walk(entry);
                }
            } else if (isSource(ROOT.relativize(entry))) {
                FILES.put(ROOT.relativize(entry), Files.readAllLines(entry));
            }
        }
    }

    private static boolean isSource(Path file) {
        String name = file.toString();
        return name.endsWith(".java")
                || name.endsWith(".sql")
                || name.endsWith(".sh")
                || (name.startsWith("scripts/") && !name.matches(".*\\.[a-z0-9]+"));
    }

    private static List<Path> javaFiles() {
        return FILES.keySet().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    @Test
    void filesAreShort() {
        assertThat(FILES.entrySet().stream().filter(file -> file.getValue().size() > MAX_FILE_LINES))
                .isEmpty();
    }

    @Test
    void linesAreShortAndUnmarked() {
        List<String> found = new ArrayList<>();
        FILES.forEach((file, lines) -> {
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.length() > MAX_LINE_LENGTH
                        || line.indexOf('\t') >= 0 && file.toString().endsWith(".java")) {
                    found.add(file + ":" + (i + 1) + " is too long or has a tab");
                }
                if (FORBIDDEN_MARK.matcher(line).find()) {
                    found.add(file + ":" + (i + 1) + " has an open end");
                }
            }
        });
        assertThat(found).isEmpty();
    }

    @Test
    void methodsAreShort() {
        List<String> found = new ArrayList<>();
        for (Path file : javaFiles()) {
            longMethods(FILES.get(file)).forEach(line -> found.add(file + ":" + line));
        }
        assertThat(found).isEmpty();
    }

    /** The formatter closes a member with a brace at the indentation it began with. */
    private static List<Integer> longMethods(List<String> lines) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher member = MEMBER.matcher(lines.get(i));
            boolean isType = lines.get(i).matches(".*\\b(class|interface|enum|record)\\b.*");
            if (!member.find() || isType) {
                continue;
            }
            String end = " "
                            .repeat(lines.get(i).length()
                                    - lines.get(i).stripLeading().length()) + "}";
            int last = i + 1;
            while (last < lines.size()
                    && !lines.get(last).startsWith(end)
                    && !lines.get(last).isEmpty()) {
                last++;
            }
            while (last < lines.size() && !lines.get(last).startsWith(end) && !isOutside(lines.get(last), end)) {
                last++;
            }
            if (last < lines.size() && lines.get(last).equals(end) && last - i >= MAX_METHOD_LINES) {
                found.add(i + 1);
            }
        }
        return found;
    }

    private static boolean isOutside(String line, String end) {
        return !line.isBlank() && line.length() - line.stripLeading().length() < end.length() - 1;
    }

    @Test
    void theMeasureSeesALongMethod() {
        List<String> lines = new ArrayList<>(List.of("class A {", "    void longest() {"));
        for (int i = 0; i < MAX_METHOD_LINES - 2; i++) {
            lines.add("        call();");
        }
        lines.addAll(List.of("    }", "}"));
        assertThat(longMethods(lines)).isEmpty();
        lines.add(3, "        oneMore();");
        assertThat(longMethods(lines)).containsExactly(2);
    }

    @Test
    void classesSayWhatTheyAre() {
        assertThat(javaFiles())
                .noneMatch(file ->
                        FORBIDDEN_NAME.matcher(file.getFileName().toString()).matches());
    }

    @Test
    void everyPackageSaysWhatItOwns() {
        List<Path> silent = javaFiles().stream()
                .filter(file -> file.toString().contains("src/main/java"))
                .map(Path::getParent)
                .distinct()
                .filter(directory -> !FILES.getOrDefault(directory.resolve("package-info.java"), List.of())
                        .contains("@NullMarked"))
                .toList();
        assertThat(silent).isEmpty();
    }
}
