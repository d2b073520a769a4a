package org.intelligentmirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
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
                        || (line.indexOf('\t') >= 0 && file.toString().endsWith(".java"))) {
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
            longMethods(String.join("\n", FILES.get(file))).forEach(line -> found.add(file + ":" + line));
        }
        assertThat(found).isEmpty();
    }

    /** Line numbers at which a method or constructor of more than {@link #MAX_METHOD_LINES} lines begins. */
    private static List<Long> longMethods(String source) {
        List<Long> found = new ArrayList<>();
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of(), null, List.of(new SourceText(source)));
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void nothing) {
                        LineMap lines = unit.getLineMap();
                        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
                        long last = lines.getLineNumber(positions.getEndPosition(unit, method));
                        if (last - first + 1 > MAX_METHOD_LINES) {
                            found.add(first);
                        }
                        return super.visitMethod(method, null);
                    }
                }.scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(String text) {
            super(URI.create("string:///Source.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    @Test
    void theMeasureSeesALongMethod() {
        String fits = "class A {\nvoid longest() {\n" + "call();\n".repeat(MAX_METHOD_LINES - 2) + "}\n}\n";
        assertThat(longMethods(fits)).isEmpty();
        assertThat(longMethods(fits.replaceFirst("call", "oneMore();\ncall"))).containsExactly(2L);
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
