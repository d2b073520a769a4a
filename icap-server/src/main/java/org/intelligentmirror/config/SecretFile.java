package org.intelligentmirror.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.intelligentmirror.store.FileFaultText;

/** A file that holds one secret on one line. {@link ConfigChecks} warns of one that others may read. Stateless. */
public final class SecretFile {
    /** Largest file of a secret. */
    static final int MAX_BYTES = 4096;

    private SecretFile() {}

    /**
     * The line in {@code file}, without its end. Blocks.
     *
     * @param key the configuration key that names the file, for the message
     * @throws IOException if it is empty, too large, more than a line, no UTF-8 or cannot be read; the message says
     *     which and names key and file, and nothing of what the file holds
     */
    public static String read(String key, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw wrong(key, file, "is larger than " + MAX_BYTES + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String line = text.replaceFirst("\\r?\\n\\z", "");
            if (line.isBlank()) {
                throw wrong(key, file, "is empty");
            }
            if (line.chars().anyMatch(Character::isISOControl)) {
                throw wrong(key, file, "must hold one line without control characters");
            }
            return line;
        } catch (CharacterCodingException e) {
            throw wrong(key, file, "is not UTF-8");
        } catch (IOException e) {
            throw e instanceof Wrong ? e : wrong(key, file, "cannot be read: " + FileFaultText.of(e));
        }
    }

    private static Wrong wrong(String key, Path file, String why) {
        return new Wrong(key + ": " + file + " " + why);
    }

    /** Already says everything. */
    private static final class Wrong extends IOException {
        private static final long serialVersionUID = 1L;

        private Wrong(String message) {
            super(message);
        }
    }
}
