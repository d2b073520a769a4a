package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrowsePagesTest {
    @TempDir
    Path folder;

    private RunningListener running;

    @BeforeEach
    void start() throws IOException {
        running = new RunningListener(folder);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void overviewLeadsToTypesHostsAndNames() throws Exception {
        running.shelf.add("http://a.example/x.rpm", "x.rpm", new byte[10]);
        assertThat(running.get("/browse/").body())
                .contains("href=\"/browse/type/rpm/\"", "href=\"/browse/host/\"", "href=\"/browse/name/\"");
        assertThat(running.get("/browse/host/").body()).contains("href=\"/browse/host/a.example/\"");
        HttpResponse<String> bare = running.get("/browse");
        assertThat(bare.statusCode()).isEqualTo(308);
        assertThat(bare.headers().firstValue("Location")).hasValue("/browse/");
    }

    @Test
    void everyNameLinksToItsDownload() throws Exception {
        Sha256 rpm = running.shelf.add("http://a.example/x+1.rpm", "x+1.rpm", new byte[10]);
        Sha256 deb = running.shelf.add("http://b.example/y.deb", "y.deb", new byte[3000]);
        String rpmLink = "/cas/" + rpm + "/x%2B1.rpm";
        String debLink = "/cas/" + deb + "/y.deb";
        assertThat(running.get("/browse/name/").body())
                .contains(rpmLink, debLink, "2.9 KiB", "2026-03-04 05:06", rpm.toString());
        assertThat(running.get("/browse/type/deb/").body()).contains(debLink).doesNotContain(rpmLink);
        assertThat(running.get("/browse/host/a.example/").body())
                .contains(rpmLink)
                .doesNotContain(debLink);
        assertThat(running.get("/browse/name/?text=Y.D").body())
                .contains(debLink)
                .doesNotContain(rpmLink);
        assertThat(running.bytes(rpmLink).body()).hasSize(10);
    }

    @Test
    void hostileNamesAreOnlyText() throws Exception {
        String name = "<script>alert('1')</script>\"&\u202e\u0007.rpm";
        Sha256 sha256 = running.shelf.add("http://a.example/x.rpm?token=secret", name, new byte[10]);
        for (String path : new String[] {"/browse/name/", "/browse/package/" + sha256}) {
            String page = running.get(path).body();
            assertThat(page).doesNotContain("<script").doesNotContain("\u202e").doesNotContain("\u0007");
            assertThat(page).contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;");
        }
        String searched = running.get("/browse/name/?text=%22%3E%3Cscript%3E").body();
        assertThat(searched).contains("value=\"&quot;&gt;&lt;script&gt;\"").doesNotContain("<script");
    }

    @Test
    void queriesOfSourcesAreNeverShown() throws Exception {
        Sha256 sha256 = running.shelf.add("http://a.example/pool/x.rpm?token=secret", "x.rpm", new byte[10]);
        assertThat(running.get("/browse/package/" + sha256).body())
                .contains("http://a.example/pool/x.rpm<")
                .doesNotContain("secret");
        assertThat(running.get("/browse/name/").body()).doesNotContain("secret");
    }

    @Test
    void listingsGoOnOverPages() throws Exception {
        for (int i = 0; i <= HttpLimits.BROWSE_PAGE; i++) {
            running.shelf.add("http://a.example/x" + i + ".rpm", "x" + i + ".rpm", new byte[] {1, (byte) i});
        }
        String first = running.get("/browse/name/?text=rpm").body();
        assertThat(first).contains(">x99.rpm<").doesNotContain(">x100.rpm<");
        assertThat(first).contains("href=\"/browse/name/?after=100&amp;text=rpm\"");
        String second = running.get("/browse/name/?after=100&text=rpm").body();
        assertThat(second).contains(">x100.rpm<").doesNotContain(">x99.rpm<").doesNotContain("Next page");
    }

    @Test
    void searchTextIsTakenAtTheLimitAndRefusedPastIt() throws Exception {
        String text = "t".repeat(HttpLimits.MAX_TEXT);
        assertThat(running.get("/browse/name/?text=" + text).statusCode()).isEqualTo(200);
        assertThat(running.get("/browse/name/?text=" + text + "t").statusCode()).isEqualTo(400);
        assertThat(running.get("/browse/name/?nonsense=1").statusCode()).isEqualTo(400);
        assertThat(running.get("/browse/name/?after=-1").statusCode()).isEqualTo(400);
    }

    @Test
    void unknownPagesAre404() throws Exception {
        for (String path : new String[] {
            "/browse/x/",
            "/browse/type/",
            "/browse/name",
            "/browse/package/12",
            "/browse/package/" + "0".repeat(64),
            "/browse/host/a/b/"
        }) {
            assertThat(running.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }
}
