package org.intelligentmirror.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.intelligentmirror.config.LogConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class ServerLogTest {
    @TempDir
    Path directory;

    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void completeTheContext() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void beforeTheConfigurationIsKnownTheLogGoesToTheErrorStreamOnly() throws Exception {
        new ContextInitializer(context).autoConfig();

        assertThat(appenders())
                .singleElement()
                .isInstanceOfSatisfying(
                        ConsoleAppender.class,
                        console -> assertThat(console.getTarget()).isEqualTo("System.err"));
        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.INFO);
    }

    @Test
    void inTheForegroundLinesGoToTheFileAndToTheErrorStream() throws IOException {
        assertThat(ServerLog.configure(context, config(directory), true)).isTrue();
        assertThat(appenders()).extracting(Appender::getName).containsExactly("server", "stderr");

        ServerLog.configure(context, config(directory), false);
        assertThat(appenders()).extracting(Appender::getName).containsExactly("server");
        context.getLogger("org.example.Store").info("opened {}", "it");
        context.getLogger("org.example.Store").debug("unseen");

        assertThat(Files.readAllLines(directory.resolve("server.log")))
                .singleElement()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  \\[[^]]+] Store - opened it");
    }

    @Test
    void foreignTextCannotForgeALine() throws IOException {
        ServerLog.configure(context, config(directory), false);
        Exception cause = new IllegalStateException("a\r\nforged\u2028b");
        context.getLogger("x").warn("bad {}", "a\r\nforged\u001b[31m\u202e", new IOException("c\nforged", cause));

        assertThat(Files.readString(directory.resolve("server.log")))
                .contains(" WARN  ")
                .contains("x - bad a\\u000d\\u000aforged\\u001b[31m\\u202e\n")
                .contains("    java.io.IOException: c\\u000aforged\n")
                .contains("    caused by java.lang.IllegalStateException: a\\u000d\\u000aforged\\u2028b\n")
                .contains("        at ")
                .doesNotContain("\nforged");
    }

    @Test
    void aMessageIsCutAtItsBoundAndNotBefore() throws IOException {
        ServerLog.configure(context, config(directory), false);
        String longest = "m".repeat(ReadableLayout.MAX_MESSAGE);
        context.getLogger("x").info(longest);
        context.getLogger("x").info(longest + "m");

        assertThat(Files.readAllLines(directory.resolve("server.log")))
                .extracting(line -> line.substring(line.indexOf(" - ") + 3))
                .containsExactly(longest, longest + "...");
    }

    @Test
    void anUnwritableDirectoryLeavesTheErrorStream() throws IOException {
        Path blocked = Files.writeString(directory.resolve("blocked"), "a file");

        assertThat(ServerLog.configure(context, config(blocked), false)).isFalse();
        assertThat(appenders()).extracting(Appender::getName).containsExactly("stderr");
    }

    @Test
    void theServerLogIsRotatedToo() throws IOException {
        ServerLog.configure(context, new LogConfig(directory, 100, 2), false);
        for (int i = 0; i < 20; i++) {
            context.getLogger("x").info("a message that is long enough to fill a line {}", i);
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("server.2")))
                    .hasSize(2);
        }
    }

    private List<Appender<ILoggingEvent>> appenders() {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(appenders::add);
        return appenders;
    }

    private static LogConfig config(Path directory) {
        return new LogConfig(directory, 100_000_000, 3);
    }
}
