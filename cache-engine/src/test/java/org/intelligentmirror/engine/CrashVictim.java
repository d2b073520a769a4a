package org.intelligentmirror.engine;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.intelligentmirror.store.StoreException;

/** A server that captures packages until it is killed, and says of each when it is stored. */
final class CrashVictim {
    /** What it does beside that. */
    enum Chore {
        NONE,
        /** Writes the journal anew, again and again. */
        RENEWAL,
        /** Makes its index again, which whoever starts it has deleted. */
        REBUILD
    }

    private CrashVictim() {}

    static String url(int n) {
        return "http://mirror.example/pool/" + n + ".deb";
    }

    static byte[] body(int n) {
        return EngineFixture.deb(n, 20_000 + 977 * (n % 50));
    }

    public static void main(String[] args) throws Exception {
        Clock clock = Clock.systemUTC();
        Chore chore = Chore.valueOf(args[1].toUpperCase(Locale.ROOT));
        try (CacheEngine engine = EngineFixture.open(Path.of(args[0]), clock)) {
            if (chore == Chore.RENEWAL) {
                Thread renewing = new Thread(() -> renew(engine), "renewing");
                renewing.setDaemon(true);
                renewing.start();
            }
            for (int n = 0; n < 1_000_000; n++) {
                CaptureStream next = EngineFixture.begin(engine, url(n + 1), body(n + 1), clock);
                EngineFixture.write(next, body(n + 1), 5000);
                if (EngineFixture.capture(engine, url(n), body(n), clock) instanceof CaptureOutcome.Stored) {
                    System.out.println(n);
                }
            }
        }
    }

    private static void renew(CacheEngine engine) {
        try {
            while (true) {
                engine.renewJournal();
                System.out.println("renewed");
            }
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }
}
