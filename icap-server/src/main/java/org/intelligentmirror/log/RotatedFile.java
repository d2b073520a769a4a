package org.intelligentmirror.log;

import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import org.intelligentmirror.config.LogConfig;

/** How both logs are written: {@code <name>.log} in the log directory, rotated by size and by day. */
final class RotatedFile {
    private RotatedFile() {}

    /**
     * A started appender; {@code isStarted()} is false if the file cannot be written, and {@code context} got an error
     * status that says why.
     */
    static <E> RollingFileAppender<E> open(
            LogConfig config, String name, Encoder<E> encoder, Context context, boolean flushEachLine) {
        RollingFileAppender<E> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName(name);
        appender.setFile(config.directory().resolve(name + ".log").toString());
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        appender.setImmediateFlush(flushEachLine);
        if (!LogConfig.isUsable(config.directory())) {
            appender.addError("logback would misread the name " + config.directory());
            return appender;
        }
        try {
            Files.createDirectories(config.directory());
        } catch (IOException e) {
            appender.addError("cannot create " + config.directory(), e);
            return appender;
        }
        CappedRollingPolicy<E> policy = new CappedRollingPolicy<>(config.directory(), name, config.maxFiles());
        policy.setContext(context);
        policy.setParent(appender);
        policy.setMaxFileSize(new FileSize(config.maxFileBytes() == 0 ? Long.MAX_VALUE : config.maxFileBytes()));
        policy.start();
        policy.prune();
        appender.setRollingPolicy(policy);
        appender.start();
        return appender;
    }
}
