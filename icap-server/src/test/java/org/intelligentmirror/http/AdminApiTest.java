package org.intelligentmirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.catalog.CatalogReport;
import org.intelligentmirror.catalog.Disagreement;
import org.intelligentmirror.catalog.RootReport;
import org.intelligentmirror.policy.Reason;
import org.intelligentmirror.policy.Verdict;
import org.intelligentmirror.store.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AdminApiTest {
    private static final String RPM_URL = "http://a.example/pool/x.rpm?k=v";

    @TempDir
    Path folder;

    private RunningListener running;
    private Sha256 rpm;
    private Sha256 deb;

    @BeforeEach
    void start() throws IOException {
        running = new RunningListener(folder);
        rpm = running.shelf.add(RPM_URL, "x.rpm", new byte[10]);
        deb = running.shelf.add("http://b.example/y.deb", "y.deb", new byte[20]);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static JsonNode json(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        return new JsonMapper().readTree(response.body());
    }

    @Test
    void statusTellsWhoAndHow() throws Exception {
        JsonNode status = json(running.admin("status"), 200);
        assertThat(status.at("/version").stringValue()).isEqualTo("2.0-test");
        assertThat(status.at("/icap").stringValue()).isEqualTo("127.0.0.1:1344");
        assertThat(status.at("/http").stringValue()).isEqualTo(running.authority());
        assertThat(status.at("/health/status").stringValue()).isEqualTo("ok");
        assertThat(status.at("/store/packages").longValue()).isEqualTo(2);
        assertThat(status.at("/store/byType/deb/bytes").longValue()).isEqualTo(20);
    }

    @Test
    void statusTellsWhatVerificationHasShown() throws Exception {
        JsonNode verification = json(running.admin("status"), 200).at("/verification");
        assertThat(verification.at("/checked").longValue()).isEqualTo(7);
        assertThat(verification.at("/failed").longValue()).isEqualTo(1);
        assertThat(verification.at("/lastPassEndedAt").stringValue()).isEqualTo(ShelfInventory.CAPTURED.toString());
    }

    @Test
    void verifyTellsWhatAPackageIs() throws Exception {
        String path = "packages/" + rpm + "/verify";
        assertThat(json(running.post(path, ""), 200).at("/finding").stringValue())
                .isEqualTo("intact");
        Files.write(folder.resolve(rpm.toString()), new byte[11]);
        JsonNode wrong = json(running.post(path, ""), 200);
        assertThat(wrong.at("/finding").stringValue()).isEqualTo("wrong");
        assertThat(wrong.at("/package/name").stringValue()).isEqualTo("x.rpm");
        json(running.post("packages/" + "0".repeat(64) + "/verify", ""), 404);
        json(running.admin(path), 405);
    }

    @Test
    void statusNamesTheRootsThatDisagreed() throws Exception {
        running.report = new CatalogReport(
                5, 1, 0, List.of(new Disagreement("http://liar.example/", 2, Instant.EPOCH, true)), List.of());
        JsonNode catalog = json(running.admin("status"), 200).at("/catalog");
        assertThat(catalog.at("/indexesRead").longValue()).isEqualTo(5);
        assertThat(catalog.at("/disagreements/0/root").stringValue()).isEqualTo("http://liar.example/");
        assertThat(catalog.at("/disagreements/0/distrusted").booleanValue()).isTrue();
    }

    @Test
    void rootsAreListed() throws Exception {
        RootReport stale = new RootReport(
                "http://a.example/dists/s/InRelease",
                "http://a.example/",
                RootReport.State.STALE,
                2,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1),
                Optional.of(Instant.EPOCH.plusSeconds(2)),
                4,
                true);
        running.report = new CatalogReport(0, 0, 0, List.of(), List.of(stale));
        assertThat(json(running.admin("roots"), 200).toString())
                .isEqualTo(
                        "{\"roots\":[{\"index\":\"http://a.example/dists/s/InRelease\",\"root\":\"http://a.example/\","
                                + "\"state\":\"stale\",\"lists\":2,\"since\":\"1970-01-01T00:00:00Z\","
                                + "\"confirmedAt\":\"1970-01-01T00:00:01Z\",\"tries\":4,\"distrusted\":true,"
                                + "\"doubtedSince\":\"1970-01-01T00:00:02Z\"}]}");
        json(running.admin("roots?x=1"), 400);
        json(running.post("roots", ""), 405);
    }

    @Test
    void statsHoldTheCounters() throws Exception {
        running.metrics.transaction("reqmod", Verdict.HIT, Reason.SAME_URL, 5, Duration.ofMillis(1));
        JsonNode stats = json(running.admin("stats"), 200);
        assertThat(stats.at("/counters").toString())
                .contains("{\"name\":\"intelligentmirror_transactions_total\",\"value\":1,\"labels\":"
                        + "{\"reason\":\"same-url\",\"service\":\"reqmod\",\"verdict\":\"HIT\"}}");
        assertThat(stats.at("/store/bytes").longValue()).isEqualTo(30);
    }

    @Test
    void packagesAreListedInPagesAndFiltered() throws Exception {
        JsonNode first = json(running.admin("packages?limit=1"), 200);
        assertThat(first.at("/packages")).hasSize(1);
        assertThat(first.at("/packages/0/sha256").stringValue()).isEqualTo(rpm.toString());
        JsonNode second = json(running.admin("packages?limit=1&after=" + first.at("/next")), 200);
        assertThat(second.at("/packages/0/name").stringValue()).isEqualTo("y.deb");
        assertThat(second.at("/next").longValue()).isZero();
        assertThat(json(running.admin("packages?type=deb"), 200).at("/packages"))
                .hasSize(1);
        assertThat(json(running.admin("packages?host=a.example"), 200).at("/packages"))
                .hasSize(1);
        assertThat(json(running.admin("packages?text=Y.d"), 200).at("/packages"))
                .hasSize(1);
    }

    @Test
    void packageIsFoundByDigestNameAndUrl() throws Exception {
        JsonNode shown = json(running.admin("packages/" + rpm), 200);
        assertThat(shown.at("/sources/0/url").stringValue()).isEqualTo(RPM_URL);
        assertThat(shown.at("/committedAt").stringValue()).isEqualTo("2026-03-04T05:06:07Z");
        JsonNode named = json(running.admin("packages?name=x.rpm"), 200);
        assertThat(named.at("/packages/0")).isEqualTo(shown);
        String url = URLEncoder.encode(RPM_URL, StandardCharsets.UTF_8);
        assertThat(json(running.admin("packages?url=" + url), 200).at("/packages/0"))
                .isEqualTo(shown);
        assertThat(json(running.admin("packages?name=x"), 404).at("/error").stringValue())
                .isEqualTo("not-found");
        json(running.admin("packages?url=http://a.example/other"), 404);
        json(running.admin("packages/" + "0".repeat(64)), 404);
    }

    @Test
    void badQuestionsAreRefused() throws Exception {
        String name = "n".repeat(HttpLimits.MAX_PARAMETER);
        json(running.admin("packages?name=" + name), 404);
        for (String query : new String[] {
            "nonsense=1",
            "limit=0",
            "limit=1001",
            "limit=x",
            "after=-1",
            "type=a&type=b",
            "name=a&limit=1",
            "name=a&url=b",
            "url=ftp://x/",
            "name=" + name + "n",
            "a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=1&k=2&l=3&m=4&n=5&o=6&p=7&q=8"
        }) {
            JsonNode error = json(running.admin("packages?" + query), 400);
            assertThat(error.at("/error").stringValue()).isEqualTo("bad-request");
            assertThat(error.at("/detail").stringValue()).isNotEmpty();
        }
        json(running.admin("packages?limit=1000"), 200);
        json(running.admin("status?x=1"), 400);
        json(running.admin("packages/zz"), 400);
        json(running.admin("nothing"), 404);
        json(running.post("packages", ""), 405);
    }

    @Test
    void deletePurgesOnce() throws Exception {
        JsonNode gone = json(delete("packages/" + rpm), 200);
        assertThat(gone.at("/purged/0/name").stringValue()).isEqualTo("x.rpm");
        json(delete("packages/" + rpm), 404);
        assertThat(running.get("/cas/" + rpm).statusCode()).isEqualTo(404);
    }

    @Test
    void purgeTakesDigestNameOrUrlAndADryRunTakesNothing() throws Exception {
        JsonNode dry = json(running.post("purge", "{\"name\":\"x.rpm\",\"dryRun\":true}"), 200);
        assertThat(dry.at("/purged/0/sha256").stringValue()).isEqualTo(rpm.toString());
        assertThat(dry.at("/dryRun").booleanValue()).isTrue();
        json(running.admin("packages/" + rpm), 200);
        json(running.post("purge", "{\"url\":\"" + RPM_URL + "\"}"), 200);
        json(running.admin("packages/" + rpm), 404);
        json(running.post("purge", "{\"sha256\":\"" + deb + "\"}"), 200);
        json(running.post("purge", "{\"name\":\"y.deb\"}"), 404);
    }

    @Test
    void badPurgesAreRefusedAndPurgeNothing() throws Exception {
        String digest = "\"sha256\":\"" + rpm + "\"";
        for (String body : new String[] {
            "",
            "[]",
            "{}",
            "{",
            "{\"dryRun\":true}",
            "{" + digest + ",\"dryrun\":true}",
            "{" + digest + ",\"dryRun\":\"yes\"}",
            "{" + digest + ",\"name\":\"x.rpm\"}",
            "{" + digest + "} {}",
            "{" + digest + "," + digest + "}",
            "{\"name\":7}",
            "{\"name\":\"\"}",
            "{\"sha256\":\"12\"}",
            "[".repeat(5000)
        }) {
            assertThat(json(running.post("purge", body), 400).at("/error").stringValue())
                    .as(body)
                    .isEqualTo("bad-request");
        }
        json(running.admin("packages/" + rpm), 200);
    }

    private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return running.send(running.request("/admin/v1/" + path)
                .header("Authorization", "Bearer " + running.token())
                .DELETE());
    }
}
