package org.intelligentmirror.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The form of a line of the server log: {@code 2026-11-22 16:40:01.123 INFO  [thread] Logger - message}, in local time.
 * Control characters in a message are written as escapes, so foreign text cannot forge a line; only the lines of a
 * stack trace follow, each indented.
 */
final class ReadableLayout extends LayoutBase<ILoggingEvent> {
    /** Characters of a message, and of an exception's message, that are kept. */
    static final int MAX_MESSAGE = 8192;

    /** Exceptions of a chain of causes that are shown. */
    static final int MAX_CAUSES = 8;

    /** Frames of a stack trace that are shown. */
    static final int MAX_FRAMES = 40;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .append(String.format(Locale.ROOT, " %-5s [", event.getLevel()));
        escape(line, event.getThreadName());
        line.append("] ")
                .append(event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1))
                .append(" - ");
        escape(line, event.getFormattedMessage());
        line.append('\n');
        IThrowableProxy thrown = event.getThrowableProxy();
        for (int i = 0; thrown != null && i < MAX_CAUSES; i++) {
            thrown(line, thrown, i > 0);
            thrown = thrown.getCause();
        }
        return line.toString();
    }

    private static void thrown(StringBuilder line, IThrowableProxy thrown, boolean isCause) {
        line.append("    ").append(isCause ? "caused by " : "").append(thrown.getClassName());
        line.append(": ");
        escape(line, thrown.getMessage() == null ? "no message" : thrown.getMessage());
        line.append('\n');
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        // A cause shares its last frames with what it caused.
        int own = Math.max(0, frames.length - thrown.getCommonFrames());
        for (int i = 0; i < Math.min(own, MAX_FRAMES); i++) {
            line.append("        ").append(frames[i].getSTEAsString()).append('\n');
        }
    }

    private static void escape(StringBuilder line, String text) {
        int end = Math.min(text.length(), MAX_MESSAGE);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean forges = Character.isISOControl(c)
                    || c == '\u2028'
                    || c == '\u2029'
                    || Character.getType(c) == Character.FORMAT;
            if (forges) {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        if (end < text.length()) {
            line.append("...");
        }
    }
}
