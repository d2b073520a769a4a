package org.intelligentmirror.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.nio.charset.StandardCharsets;
import org.intelligentmirror.config.LogConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The set-up of the server log, the one a person reads. Done in code: no file on the class path or elsewhere can change
 * where the log goes. Until {@link #configure} it goes to the standard error stream.
 */
public final class ServerLog {
    private ServerLog() {}

    /**
     * Sends the log to {@code server.log} in the log directory. If that file cannot be written the log stays on the
     * standard error stream, and says so; the server runs on.
     *
     * @param foreground whether it also goes to the standard error stream
     * @throws IllegalStateException if slf4j is bound to something other than logback
     */
    public static void configure(LogConfig config, boolean foreground) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            throw new IllegalStateException("slf4j is not bound to logback");
        }
        if (!configure(context, config, foreground)) {
            Logger log = LoggerFactory.getLogger(ServerLog.class);
            log.warn("{} cannot be written; logging to the standard error stream only", config.directory());
        }
    }

    /** Whether {@code server.log} could be opened. */
    static boolean configure(LoggerContext context, LogConfig config, boolean foreground) {
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        RollingFileAppender<ILoggingEvent> file = RotatedFile.open(config, "server", encoder(context), context, true);
        if (file.isStarted()) {
            root.addAppender(file);
        } else {
            file.stop();
        }
        if (foreground || !file.isStarted()) {
            root.addAppender(stderr(context));
        }
        levels(context);
        return file.isStarted();
    }

    /** Sends the log of {@code context} to the standard error stream. */
    static void toStderr(LoggerContext context) {
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(stderr(context));
        levels(context);
    }

    private static void levels(LoggerContext context) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        // What these have to say at INFO is how they start.
        context.getLogger("com.zaxxer.hikari").setLevel(Level.WARN);
        context.getLogger("io.netty").setLevel(Level.WARN);
    }

    private static Appender<ILoggingEvent> stderr(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setName("stderr");
        stderr.setTarget("System.err");
        LayoutWrappingEncoder<ILoggingEvent> encoder = encoder(context);
        encoder.start();
        stderr.setEncoder(encoder);
        stderr.start();
        return stderr;
    }

    private static LayoutWrappingEncoder<ILoggingEvent> encoder(Context context) {
        ReadableLayout layout = new ReadableLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        return encoder;
    }
}
