package org.intelligentmirror.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.store.FileFaultText;
import tools.jackson.databind.node.ObjectNode;

/** Reads the configuration file. Stateless; blocks while it reads. */
public final class ConfigLoader {
    /** Largest configuration file. */
    public static final int MAX_FILE_BYTES = 1 << 20;

    private ConfigLoader() {}

    /**
     * Reads {@code file} with {@code overrides} laid over it. Never throws: whatever is wrong, unreadable files
     * included, is told in the result, and all of it at once.
     *
     * @param overrides each {@code key.path=value}; the value is TOML if it parses as a TOML value, else a string. A
     *     relative path in one starts at the file's directory too.
     */
    public static ConfigResult load(Path file, List<String> overrides) {
        Path path = file.toAbsolutePath();
        Findings findings = new Findings();
        Optional<String> text = text(path, findings);
        if (text.isEmpty()) {
            return new ConfigResult.Invalid(findings.problems());
        }
        Path directory = path.getParent();
        return parse(text.get(), directory == null ? path : directory, overrides);
    }

    /** Reads a configuration from its text; relative paths in it start at {@code base}. */
    static ConfigResult parse(String toml, Path base, List<String> overrides) {
        Findings findings = new Findings();
        Optional<ObjectNode> tree = ConfigTree.of(toml, overrides, findings);
        if (tree.isPresent()) {
            ConfigValues values = ConfigReader.read(tree.get(), base, findings);
            ConfigChecks.run(values, findings);
            if (!findings.hasProblems()) {
                return new ConfigResult.Valid(ConfigAssembly.of(values), findings.warnings());
            }
        }
        return new ConfigResult.Invalid(findings.problems());
    }

    private static Optional<String> text(Path file, Findings findings) {
        String where = file.toString();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                findings.refuse(where, "is larger than " + SizeType.written(MAX_FILE_BYTES));
                return Optional.empty();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            findings.refuse(where, "is not UTF-8");
        } catch (NoSuchFileException e) {
            findings.refuse(where, "there is no such file");
        } catch (IOException e) {
            findings.refuse(where, "cannot be read: " + Findings.quote(FileFaultText.of(e)));
        }
        return Optional.empty();
    }
}
