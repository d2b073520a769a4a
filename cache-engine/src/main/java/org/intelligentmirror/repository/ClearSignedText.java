package org.intelligentmirror.repository;

import java.io.IOException;
import org.intelligentmirror.repository.IndexFormatException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text that may be inside a clear-signed OpenPGP message (RFC 9580 section 7), without the armour. The
 * signature is not verified: clients do that, and what a host says is believed of that host only.
 */
final class ClearSignedText {
    private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
    private static final String END = "-----END PGP SIGNATURE-----";

    private enum State {
        START,
        PLAIN,
        SIGNED,
        SIGNATURE,
        END
    }

    private final LineReader lines;
    private final boolean mustBeSigned;
    private State state = State.START;

    ClearSignedText(LineReader lines, boolean mustBeSigned) {
        this.lines = lines;
        this.mustBeSigned = mustBeSigned;
    }

    /**
     * The next line of the text; null at its end, or where the stream ends.
     *
     * @throws IndexFormatException if there is anything before or after the message, or none where one must be
     */
    @Nullable
    String next() throws IOException {
        String line = lines.next();
        if (line == null) {
            return null;
        }
        if (state == State.START) {
            line = begin(line);
        }
        if (line == null || state != State.SIGNED) {
            return line;
        }
        if (line.startsWith("- ")) {
            return line.substring(2);
        }
        if (line.startsWith("-")) {
            if (!line.stripTrailing().equals(SIGNATURE)) {
                throw lines.malformed("a dash that is not escaped");
            }
            state = State.SIGNATURE;
            readSignature();
            return null;
        }
        return line;
    }

    private @Nullable String begin(String first) throws IOException {
        if (!first.stripTrailing().equals(BEGIN)) {
            if (mustBeSigned) {
                throw lines.malformed("not a signed message");
            }
            state = State.PLAIN;
            return first;
        }
        state = State.SIGNED;
        String header = lines.next();
        while (header != null && !header.isBlank()) {
            if (!header.startsWith("Hash:")) {
                throw lines.malformed("a header other than Hash");
            }
            header = lines.next();
        }
        return header == null ? null : lines.next();
    }

    private void readSignature() throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (state == State.END && !line.isEmpty()) {
                throw lines.malformed("text after the signature");
            }
            if (line.stripTrailing().equals(END)) {
                state = State.END;
            }
        }
    }

    /** Whether the whole message was read, or, of a text that is none, a last line with its end. */
    boolean isComplete() {
        return state == State.END || (state == State.PLAIN && lines.isTerminated());
    }

    /** Fails if the stream ended inside a line of the text itself. */
    void requireWholeLine() throws IndexFormatException {
        if (!lines.isTerminated() && (state == State.PLAIN || state == State.SIGNED)) {
            throw new IndexFormatException(Kind.TRUNCATED, lines.place(), "the last line has no end");
        }
    }
}
