package org.intelligentmirror.log;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.intelligentmirror.config.LogConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rotated file of lines that outlives its faults: when it cannot be written, lines are counted as lost, and after
 * {@link #RETRY} it is opened anew. A fault and its end are logged once each. For one thread.
 */
final class LineFile implements AutoCloseable {
    /** Rest between two attempts to open the file. */
    static final Duration RETRY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(LineFile.class);

    private final LogConfig config;
    private final String name;
    private final LongSupplier nanoTime;
    private final LongAdder lost;
    private @Nullable RollingFileAppender<byte[]> appender;
    private @Nullable String fault;
    private boolean isFailing;
    private long retryAt;
    private long unflushed;

    /** Nothing is opened before the first line. {@code lost} is counted up for every line that is not written. */
    LineFile(LogConfig config, String name, LongSupplier nanoTime, LongAdder lost) {
        this.config = config;
        this.name = name;
        this.nanoTime = nanoTime;
        this.lost = lost;
    }

    void append(byte[] line) {
        if (appender == null && ((isFailing && nanoTime.getAsLong() - retryAt < 0) || !open())) {
            lost.increment();
            return;
        }
        unflushed++;
        if (appender != null) {
            appender.doAppend(line);
        }
        checkForFault();
    }

    /** Hands all lines to the operating system. */
    void flush() {
        if (appender == null || unflushed == 0) {
            return;
        }
        try {
            OutputStream out = appender.getOutputStream();
            if (out != null) {
                out.flush();
            }
        } catch (IOException e) {
            fault = e.toString();
        }
        checkForFault();
        if (appender != null) {
            unflushed = 0;
            if (isFailing) {
                isFailing = false;
                LOG.info("{} is written again; {} lines were lost so far", path(), lost.sum());
            }
        }
    }

    private boolean open() {
        ContextBase context = new ContextBase();
        context.getStatusManager().add(this::note);
        RollingFileAppender<byte[]> opened = RotatedFile.open(config, name, new Bytes(), context, false);
        if (opened.isStarted()) {
            appender = opened;
            return true;
        }
        opened.stop();
        fail();
        return false;
    }

    /** Logback's way to report a fault: its streams swallow exceptions. */
    private boolean note(Status status) {
        if (status.getLevel() == Status.ERROR && fault == null) {
            Throwable cause = status.getThrowable();
            fault = status.getMessage() + (cause == null ? "" : ": " + cause);
        }
        return true;
    }

    private void checkForFault() {
        if (fault != null && appender != null) {
            RollingFileAppender<byte[]> broken = appender;
            appender = null;
            broken.stop();
            lost.add(unflushed);
            fail();
        }
    }

    private void fail() {
        if (!isFailing) {
            isFailing = true;
            LOG.warn("{} cannot be written, its lines are lost until it can: {}", path(), fault);
        }
        fault = null;
        unflushed = 0;
        retryAt = nanoTime.getAsLong() + RETRY.toNanos();
    }

    private String path() {
        return config.directory().resolve(name + ".log").toString();
    }

    @Override
    public void close() {
        flush();
        if (appender != null) {
            appender.stop();
            appender = null;
        }
    }

    /** Lines are bytes already. */
    private static final class Bytes extends EncoderBase<byte[]> {
        private static final byte[] NOTHING = {};

        @Override
        public byte[] headerBytes() {
            return NOTHING;
        }

        @Override
        public byte[] encode(byte[] line) {
            return line;
        }

        @Override
        public byte[] footerBytes() {
            return NOTHING;
        }
    }
}
