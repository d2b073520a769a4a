package org.intelligentmirror.icap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A recorded conversation: what came over the wire, and what the decoder must make of it.
 *
 * <p>A file is a comment ({@code #} lines), the wire, a line {@code ===}, and the events. In the wire each line end is
 * CRLF, {@code \n}, {@code \r} and {@code \xNN} are those bytes, a backslash that ends a line joins it to the next
 * without a CRLF. {@code # preview: final} in the comment answers previews for good; otherwise they are continued.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WireFile(String name, byte[] wire, String events, boolean continuesPreviews) {
    static List<WireFile> all() {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/wire"))) {
            return files.sorted().map(WireFile::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WireFile read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            int begin = 0;
            boolean continues = true;
            while (text.startsWith("#", begin)) {
                int end = text.indexOf('\n', begin);
                continues &= !text.substring(begin, end).equals("# preview: final");
                begin = end + 1;
            }
            int split = text.indexOf("===\n", begin);
            return new WireFile(
                    file.getFileName().toString(),
                    bytes(text.substring(begin, split)),
                    text.substring(split + 4).trim(),
                    continues);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out.write('\r');
                out.write('\n');
            } else if (c == '\\') {
                i++;
                switch (text.charAt(i)) {
                    case '\n' -> {}
                    case 'n' -> out.write('\n');
                    case 'r' -> out.write('\r');
                    case 'x' -> {
                        out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                        i += 2;
                    }
                    default -> throw new IllegalArgumentException("unknown escape in a wire file");
                }
            } else {
                out.write(c);
            }
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
