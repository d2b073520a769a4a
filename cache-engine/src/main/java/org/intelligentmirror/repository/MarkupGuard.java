package org.intelligentmirror.repository;

import java.io.IOException;
import java.io.InputStream;
import org.intelligentmirror.repository.IndexFormatException.Kind;

/**
 * Lets XML in UTF-8 through to a parser that keeps one tag, comment or the like in memory at a time, as long as each is
 * of bounded length, and lets no document type through: without one there are no entities to expand.
 *
 * <p>In UTF-8 the bytes looked for are never part of another character. Where the text is not well-formed the parser
 * behind notices; until then the bound holds.
 */
final class MarkupGuard extends InputStream {
    private enum State {
        TEXT,
        OPENED,
        DECLARATION,
        TAG,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        COMMENT,
        CDATA,
        INSTRUCTION
    }

    private final InputStream in;
    private final int maxLength;
    private State state = State.TEXT;
    private int length;
    private int last;
    private int lastButOne;
    private long place;

    MarkupGuard(InputStream in, int maxLength) {
        this.in = in;
        this.maxLength = maxLength;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        int n = in.read(target, offset, count);
        for (int i = offset; i < offset + n; i++) {
            take(target[i]);
        }
        return n;
    }

    private void take(byte b) throws IndexFormatException {
        place++;
        State next = after(b);
        // A text ends before the bracket that opens a tag; a tag ends with the one that closes it.
        length = state == State.TEXT && next != State.TEXT ? 1 : length + 1;
        if (length > maxLength) {
            throw new IndexFormatException(Kind.LINE_TOO_LONG, place, "a piece of more than " + maxLength + " bytes");
        }
        if (next == State.TEXT && state != State.TEXT) {
            length = 0;
        }
        state = next;
        lastButOne = last;
        last = b;
    }

    private State after(byte b) throws IndexFormatException {
        return switch (state) {
            case TEXT -> b == '<' ? State.OPENED : State.TEXT;
            case OPENED -> opened(b);
            case DECLARATION -> declared(b);
            case TAG -> inTag(b);
            case SINGLE_QUOTED -> b == '\'' ? State.TAG : state;
            case DOUBLE_QUOTED -> b == '"' ? State.TAG : state;
            case COMMENT -> b == '>' && last == '-' && lastButOne == '-' ? State.TEXT : state;
            case CDATA -> b == '>' && last == ']' && lastButOne == ']' ? State.TEXT : state;
            case INSTRUCTION -> b == '>' && last == '?' ? State.TEXT : state;
        };
    }

    private static State opened(byte b) {
        return switch (b) {
            case '!' -> State.DECLARATION;
            case '?' -> State.INSTRUCTION;
            case '>' -> State.TEXT;
            default -> State.TAG;
        };
    }

    private State declared(byte b) throws IndexFormatException {
        if (b == '-') {
            return State.COMMENT;
        }
        if (b == '[') {
            return State.CDATA;
        }
        throw new IndexFormatException(Kind.MALFORMED, place, "a document type");
    }

    private static State inTag(byte b) {
        return switch (b) {
            case '>' -> State.TEXT;
            case '\'' -> State.SINGLE_QUOTED;
            case '"' -> State.DOUBLE_QUOTED;
            default -> State.TAG;
        };
    }
}
