package org.intelligentmirror.engine;

import java.nio.file.Path;
import java.time.Clock;

/** A server that captures packages until it is killed, and says of each when it is stored. */
final class CrashVictim {
    private CrashVictim() {}

    static String url(int n) {
        return "http://mirror.example/pool/" + n + ".deb";
    }

    static byte[] body(int n) {
        return EngineFixture.deb(n, 20_000 + 977 * (n % 50));
    }

    public static void main(String[] args) throws Exception {
        Clock clock = Clock.systemUTC();
        try (CacheEngine engine = EngineFixture.open(Path.of(args[0]), clock)) {
            for (int n = 0; n < 1_000_000; n++) {
                CaptureStream next = EngineFixture.begin(engine, url(n + 1), body(n + 1), clock);
                EngineFixture.write(next, body(n + 1), 5000);
                if (EngineFixture.capture(engine, url(n), body(n), clock) instanceof CaptureOutcome.Stored) {
                    System.out.println(n);
                }
            }
        }
    }
}
