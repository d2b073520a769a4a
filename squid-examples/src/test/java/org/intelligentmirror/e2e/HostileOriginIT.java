package org.intelligentmirror.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.intelligentmirror.e2e.HostileHost.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Repositories that rebuild their package under its name, while clients fetch their indexes in every way. The
 * rule: whoever was sent the present index through the proxy, in whatever way, gets the present package.
 */
final class HostileOriginIT {
    private static final List<Delivery> DELIVERIES = List.of(Delivery.values());
    private static final int STEPS = 160;

    private Stage stage;
    private HostileHost one;
    private HostileHost two;

    @BeforeEach
    void open() {
        stage = Stage.open();
        one = new HostileHost();
        two = new HostileHost();
    }

    @AfterEach
    void close() {
        stage.close();
        one.close();
        two.close();
    }

    /** A repository at one host, which others must not be mistaken for. */
    private static final class Root {
        private final HostileHost host;
        private final String path;
        private final Set<String> published = new HashSet<>();
        /** Whether a client was sent the present index. */
        private boolean announced;

        private Root(HostileHost host, String path) {
            this.host = host;
            this.path = path;
        }

        private void publish(byte[] deb) {
            host.publish(path, deb);
            published.add(Samples.sha256(deb));
            announced = false;
        }

        private String url(String file) {
            return host.url(path + file);
        }
    }

    @Test
    void whoeverKnowsThePresentIndexGetsThePresentPackage() {
        long seed = Long.getLong("im.seed", 20261122L);
        Random random = new Random(seed);
        Root debian = new Root(one, "/debian/");
        Root nested = new Root(one, "/debian/sub/");
        Root mirror = new Root(two, "/mirrors/debian/");
        Root ubuntu = new Root(two, "/ubuntu/");
        List<Root> roots = List.of(debian, nested, mirror, ubuntu);
        roots.forEach(root -> root.publish(Samples.deb(6000)));
        mirror.publish(one.file("/debian/" + HostileHost.PACKAGE));
        List.of(debian, mirror).forEach(this::update);
        StringBuilder story = new StringBuilder("seed " + seed);
        int downloads = 0;
        for (int i = 0; i < STEPS; i++) {
            Root root = roots.get(random.nextInt(roots.size()));
            int action = random.nextInt(10);
            if (action == 0) {
                byte[] deb = Samples.deb(6000);
                root.publish(deb);
                // The mirrors of one repository are republished together; which of them clients ask is up to them.
                Root twin = root == debian ? mirror : root == mirror ? debian : root;
                twin.publish(deb);
                story.append("\npublish ").append(root.path);
            } else if (action < 4) {
                fetchIndex(root, random, story);
            } else {
                downloads++;
                story.append("\npackage of ").append(root.path).append(root.announced ? " announced" : "");
                byte[] body = Download.curl(stage.squid().port(), root.url(HostileHost.PACKAGE))
                        .body();
                String got = Samples.sha256(body);
                assertThat(root.published).as("%s", story).contains(got);
                if (root.announced) {
                    assertThat(got).as("%s", story).isEqualTo(present(root));
                }
            }
        }
        long upstream = roots.stream()
                .mapToLong(root -> root.host.asked(root.path + HostileHost.PACKAGE))
                .sum();
        // Or nothing was tested.
        assertThat(upstream).as("of %d downloads", downloads).isLessThan(downloads * 2L / 3);
    }

    private static String present(Root root) {
        return Samples.sha256(root.host.file(root.path + HostileHost.PACKAGE));
    }

    private void update(Root root) {
        Download.curl(stage.squid().port(), root.url(HostileHost.TOP));
        Download.curl(stage.squid().port(), root.url(HostileHost.LIST));
        root.announced = true;
    }

    /** One client, one way to come by the index; what it does not get whole, or not as others do, announces nothing. */
    private void fetchIndex(Root root, Random random, StringBuilder story) {
        Delivery delivery = DELIVERIES.get(random.nextInt(DELIVERIES.size()));
        root.host.deliverBy(delivery);
        byte[] top = root.host.file(root.path + HostileHost.TOP);
        int way = random.nextInt(8);
        String url = root.url(HostileHost.TOP);
        Download got = switch (way) {
            case 0 -> Download.curl(stage.squid().port(), url, "--compressed");
            case 1 -> Download.curl(stage.squid().port(), url, "-H", "If-None-Match: " + HostileHost.etag(top));
            case 2 -> Download.curl(stage.squid().port(), url, "-H", "Range: bytes=50-");
            case 3 -> Download.curl(stage.squid().port(), url, "-I");
            case 4 -> Download.curl(stage.squid().port(), url, "-H", "Cookie: a=b");
            case 5 -> Download.curl(stage.squid().port(), url, "-H", "Cache-Control: no-store");
            default -> Download.curl(stage.squid().port(), url);
        };
        boolean whole = got.exit() == 0 && way != 3 && way != 4 && delivery != Delivery.TORN;
        root.announced |= whole;
        story.append("\nindex of ")
                .append(root.path)
                .append(' ')
                .append(delivery)
                .append(" way ")
                .append(way);
        if (way == 2 && whole && got.status() == 206 && delivery != Delivery.UNREADABLE) {
            assertThat(got.body()).isEqualTo(Arrays.copyOfRange(top, 50, top.length));
        }
        if (random.nextBoolean()) {
            Download.curl(stage.squid().port(), root.url(HostileHost.LIST));
            story.append(" and list");
        }
    }
}
