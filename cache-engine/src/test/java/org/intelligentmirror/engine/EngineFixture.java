package org.intelligentmirror.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.intelligentmirror.catalog.MirrorGroup;
import org.intelligentmirror.evidence.IdentityMode;
import org.intelligentmirror.index.PackageIndex;
import org.intelligentmirror.journal.Journal;
import org.intelligentmirror.kind.Kinds;
import org.intelligentmirror.locator.Locator;
import org.intelligentmirror.locator.LocatorParser;
import org.intelligentmirror.origin.OwnFetches;
import org.intelligentmirror.policy.Classification;
import org.intelligentmirror.policy.ReplyHeaders;
import org.intelligentmirror.policy.TypeSettings;
import org.intelligentmirror.store.BlobStore;
import org.intelligentmirror.store.Capacity;
import org.intelligentmirror.store.FileOperations;
import org.intelligentmirror.store.FsyncPolicy;
import org.intelligentmirror.store.Sha256;
import org.intelligentmirror.store.StoreException;

/** What tests of the engine need: settings, packages, and a way to capture one. */
final class EngineFixture {
    static final byte[] DEB_MAGIC = "!<arch>\ndebian-binary   ".getBytes(StandardCharsets.US_ASCII);

    static final ArrivalSettings ARRIVALS = new ArrivalSettings(true, Duration.ofSeconds(5), 1000, 0.5, true, true);

    private EngineFixture() {}

    static EngineSettings settings(Path store) {
        return settings(store, 0, FsyncPolicy.OFF, IdentityMode.CONFIRM);
    }

    /** The same with a mirror group. */
    static EngineSettings grouped(EngineSettings plain, MirrorGroup group) {
        return new EngineSettings(
                plain.directory(),
                plain.maxSizeBytes(),
                plain.minFreeBytes(),
                plain.fsync(),
                plain.mode(),
                plain.revalidateAfter(),
                plain.indexMaxAge(),
                List.of(group),
                plain.privateHosts(),
                plain.types(),
                plain.arrivals());
    }

    static EngineSettings settings(Path store, long maxSize, FsyncPolicy fsync, IdentityMode mode) {
        return new EngineSettings(
                store,
                maxSize,
                0,
                fsync,
                mode,
                Duration.ofDays(7),
                Duration.ofDays(7),
                List.of(),
                List.of(),
                Map.of(
                        "deb",
                        new TypeSettings(true, 0, 0, 0),
                        "rpm",
                        new TypeSettings(true, 0, 0, 1 << 20),
                        "index",
                        new TypeSettings(true, 0, 0, 0)),
                ARRIVALS);
    }

    /** Limits of all packages, of what the file system has left, and of debs. */
    static EngineSettings limited(Path store, long maxSize, long minFree, long maxDebs) {
        EngineSettings plain = settings(store);
        Map<String, TypeSettings> types = new HashMap<>(plain.types());
        types.put("deb", new TypeSettings(true, maxDebs, 0, 0));
        return new EngineSettings(
                store,
                maxSize,
                minFree,
                plain.fsync(),
                plain.mode(),
                plain.revalidateAfter(),
                plain.indexMaxAge(),
                List.of(),
                List.of(),
                types,
                plain.arrivals());
    }

    static CacheEngine open(Path store, Clock clock) throws StoreException {
        return CacheEngine.open(settings(store), OwnFetches.NONE, clock);
    }

    static CacheEngine open(EngineSettings settings, Clock clock, FileOperations files) throws StoreException {
        return CacheEngine.open(settings, OwnFetches.NONE, clock, files, CacheEngine.EngineBounds.STANDARD);
    }

    /** A vault whose journal is where it belongs. */
    static PackageVault vault(BlobStore store, PackageIndex index, Capacity capacity, Suspects suspects, Clock clock)
            throws StoreException {
        Journal journal = Journal.open(store.journalDirectory(), FileOperations.real(), FsyncPolicy.OFF);
        return new PackageVault(store, new VaultJournal(journal), index, capacity, suspects, clock);
    }

    /** A deb of {@code length} bytes, the same for the same seed. */
    static byte[] deb(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        System.arraycopy(DEB_MAGIC, 0, bytes, 0, Math.min(length, DEB_MAGIC.length));
        return bytes;
    }

    static Sha256 sha256(byte[] bytes) {
        return Sha256.of(Sha256.newDigest().digest(bytes));
    }

    static Locator locator(String url) {
        return LocatorParser.parse(url).orElseThrow();
    }

    static Classification.Wanted wanted(String url) {
        Locator locator = locator(url);
        return new Classification.Wanted(
                locator, Kinds.forFileName(locator.fileName()).orElseThrow());
    }

    static CaptureRequest request(String url, OptionalLong length, Clock clock) {
        ReplyHeaders headers = new ReplyHeaders(
                Optional.of("application/x-test"),
                Optional.empty(),
                Optional.of("\"" + url.hashCode() + "\""),
                Optional.empty(),
                clock.instant(),
                0);
        return new CaptureRequest(locator(url), wanted(url).kind(), length, headers);
    }

    static CaptureStream begin(CacheEngine engine, String url, byte[] announced, Clock clock) {
        return engine.capture(request(url, OptionalLong.of(announced.length), clock), () -> {});
    }

    /** Captures a whole body in pieces of {@code piece} bytes. */
    static CaptureOutcome capture(CacheEngine engine, String url, byte[] body, int piece, Clock clock) {
        CaptureStream stream = begin(engine, url, body, clock);
        write(stream, body, piece);
        stream.complete();
        return await(stream.outcome());
    }

    static CaptureOutcome capture(CacheEngine engine, String url, byte[] body, Clock clock) {
        return capture(engine, url, body, 8192, clock);
    }

    static void write(CaptureStream stream, byte[] body, int piece) {
        for (int from = 0; from < body.length; from += piece) {
            stream.write(
                    ByteBuffer.wrap(Arrays.copyOfRange(body, from, Math.min(body.length, from + piece))), () -> {});
        }
    }

    static ReplyHeaders headers(Clock clock) {
        return new ReplyHeaders(
                Optional.empty(), Optional.empty(), Optional.of("\"v\""), Optional.empty(), clock.instant(), 0);
    }

    /** Captures a whole index file named by its digest. */
    static CaptureOutcome captureIndex(CacheEngine engine, String url, byte[] body, Clock clock) {
        Locator locator = locator(url);
        CaptureRequest request = new CaptureRequest(
                locator, Kinds.forHashNamedIndex(locator).orElseThrow(), OptionalLong.empty(), headers(clock));
        CaptureStream stream = engine.capture(request, () -> {});
        write(stream, body, 1000);
        stream.complete();
        return await(stream.outcome());
    }

    /** Lets a whole index file pass, and waits until it is read. */
    static CaptureOutcome tap(CacheEngine engine, String url, byte[] body, OptionalLong announced, Clock clock) {
        CaptureStream stream = engine.tap(new TapRequest(locator(url), announced, headers(clock)), () -> {});
        write(stream, body, 1000);
        stream.complete();
        CaptureOutcome outcome = await(stream.outcome());
        await(engine.catalog().settled(locator(url), Duration.ofSeconds(20)));
        return outcome;
    }

    static Resolution resolve(CacheEngine engine, String url) {
        return await(engine.resolve(wanted(url), false));
    }

    static byte[] read(StoredPackage stored) throws IOException {
        try (stored) {
            ByteBuffer bytes = ByteBuffer.allocate((int) stored.length());
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = stored.channel().read(bytes, bytes.position());
            }
            return bytes.array();
        }
    }

    static byte[] hit(CacheEngine engine, String url) throws IOException {
        return read(((Resolution.Hit) resolve(engine, url)).stored());
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static Path blob(Path store, Sha256 sha256) {
        String hex = sha256.toString();
        return store.resolve("blobs/sha256")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
    }

    static List<Path> files(Path directory) throws IOException {
        try (var walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
