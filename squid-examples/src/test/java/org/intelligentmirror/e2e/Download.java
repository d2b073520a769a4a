package org.intelligentmirror.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What curl brought home through the proxy. */
final class Download {
    /** curl's exit status for a body that ended early. */
    static final int CUT = 18;

    private final int exit;
    private final List<String> head;
    private final byte[] body;

    private Download(int exit, List<String> head, byte[] body) {
        this.exit = exit;
        this.head = head;
        this.body = body;
    }

    static Download curl(int proxyPort, String url, String... options) {
        return curl(List.of("-x", "http://127.0.0.1:" + proxyPort, "--noproxy", ""), url, options);
    }

    /** Without the proxy. */
    static Download direct(String url, String... options) {
        return curl(List.of(), url, options);
    }

    private static Download curl(List<String> way, String url, String... options) {
        try {
            Path work = Files.createTempDirectory("im-e2e-curl");
            try {
                Path body = work.resolve("body");
                Path head = work.resolve("head");
                List<String> words = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60", "--path-as-is"));
                words.addAll(way);
                words.addAll(List.of("-D", head.toString(), "-o", body.toString()));
                words.addAll(List.of(options));
                words.add(url);
                int exit = Command.run(words).exit();
                return new Download(exit, lastHead(head), Files.exists(body) ? Files.readAllBytes(body) : new byte[0]);
            } finally {
                Folders.delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** curl's exit status, not 0 when the body was cut. */
    int exit() {
        return exit;
    }

    /** Status line and header lines of the last answer. */
    List<String> head() {
        return head;
    }

    byte[] body() {
        return body;
    }

    /** The status, 0 if no answer came. */
    int status() {
        return head.isEmpty() ? 0 : Integer.parseInt(head.get(0).split(" ", 3)[1]);
    }

    Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).trim())
                .findFirst();
    }

    private static List<String> lastHead(Path file) throws IOException {
        List<String> last = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("HTTP/")) {
                    last.clear();
                }
                if (!line.isBlank()) {
                    last.add(line);
                }
            }
        }
        return List.copyOf(last);
    }
}
