package org.intelligentmirror.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.intelligentmirror.policy.ReplyHeaders;

/** What tests of confirmation need: an origin's response as it begins. */
final class ConfirmFixture {
    static final int PREVIEW = 16_384;

    private ConfirmFixture() {}

    /** The start of a response of {@code body}, without an ETag. */
    static ConfirmRequest response(String url, byte[] body, Clock clock) {
        return response(url, body, PREVIEW, OptionalLong.of(body.length), headers(Optional.empty(), clock));
    }

    static ConfirmRequest tagged(String url, byte[] body, String etag, Clock clock) {
        return response(url, body, PREVIEW, OptionalLong.of(body.length), headers(Optional.of(etag), clock));
    }

    static ConfirmRequest response(
            String url, byte[] body, int preview, OptionalLong contentLength, ReplyHeaders headers) {
        ByteBuffer start = ByteBuffer.wrap(Arrays.copyOf(body, Math.min(preview, body.length)))
                .asReadOnlyBuffer();
        return new ConfirmRequest(EngineFixture.wanted(url), contentLength, headers, start);
    }

    static ReplyHeaders headers(Optional<String> etag, Clock clock) {
        return new ReplyHeaders(
                Optional.of("application/x-rpm"), Optional.empty(), etag, Optional.empty(), clock.instant(), 3);
    }

    static Optional<Confirmation> confirm(CacheEngine engine, ConfirmRequest request) {
        int position = request.preview().position();
        Optional<Confirmation> confirmation = EngineFixture.await(engine.confirm(request));
        assertThat(request.preview().position()).isEqualTo(position);
        return confirmation;
    }

    static void assertNotConfirmed(CacheEngine engine, ConfirmRequest request) {
        assertThat(confirm(engine, request)).isEmpty();
    }

    static byte[] confirmed(CacheEngine engine, ConfirmRequest request) throws IOException {
        return EngineFixture.read(confirm(engine, request).orElseThrow().stored());
    }

    static void capture(CacheEngine engine, String url, byte[] body, Clock clock) {
        assertThat(EngineFixture.capture(engine, url, body, clock)).isInstanceOf(CaptureOutcome.Stored.class);
    }

    static void captureTagged(CacheEngine engine, String url, byte[] body, Optional<String> etag, Clock clock) {
        CaptureRequest request = new CaptureRequest(
                EngineFixture.locator(url),
                EngineFixture.wanted(url).kind(),
                OptionalLong.of(body.length),
                headers(etag, clock));
        CaptureStream stream = engine.capture(request, () -> {});
        EngineFixture.write(stream, body, 8192);
        stream.complete();
        assertThat(EngineFixture.await(stream.outcome())).isInstanceOf(CaptureOutcome.Stored.class);
    }

    /** Asks or changes the index of a store whose engine is closed; the first number of the answer, or of rows. */
    static long sql(Path store, String statement) throws SQLException {
        String url =
                "jdbc:h2:file:" + store.resolve("index").resolve("packages").toAbsolutePath();
        try (Connection connection = DriverManager.getConnection(url, "intelligentmirror", "");
                Statement run = connection.createStatement()) {
            if (!run.execute(statement)) {
                return run.getUpdateCount();
            }
            try (ResultSet row = run.getResultSet()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
