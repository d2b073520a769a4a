package org.intelligentmirror.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.intelligentmirror.config.Configs.problemsOf;
import static org.intelligentmirror.config.Configs.validWith;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigBoundsTest {
    @ParameterizedTest
    @CsvSource({
        "icap.listen, 127.0.0.1:65535, 127.0.0.1:65536",
        "icap.listen, '[::1]:0', '[::g]:0'",
        "icap.preview, 0, -1",
        "icap.preview, 65535, 65536",
        "icap.preview, 63KiB, 64KiB",
        "icap.handoff-below, 0, -1",
        "icap.max-connections, 1, 0",
        "icap.max-connections, 100000, 100001",
        "icap.idle-timeout, 100ms, 99ms",
        "icap.idle-timeout, 1d, 25h",
        "icap.head-timeout, 100ms, 99ms",
        "icap.head-timeout, 1h, 3601s",
        "icap.body-timeout, 100ms, 0",
        "icap.body-timeout, 24h, 1441m",
        "icap.shutdown-timeout, 0, 1",
        "icap.shutdown-timeout, 1h, 61m",
        "store.max-size, 1048576TiB, 1152921504606846977",
        "store.max-size, 0, -1",
        "store.min-free, 1024PiB, 1025PiB",
        "types.rpm.min-package-size, 0, -1",
        "identity.revalidate-after, 0, -1",
        "identity.revalidate-after, 3650d, 3651d",
        "identity.index-max-age, 3650d, 3651d",
        "join.wait, 10m, 601s",
        "join.max-waiting, 0, -1",
        "join.max-waiting, 100000, 100001",
        "fetch.max-parallel, 1, 0",
        "fetch.max-parallel, 1000, 1001",
        "fetch.max-per-host, 1, 0",
        "fetch.max-per-host, 1000, 1001",
        "fetch.finish-over, 0, -0.1",
        "fetch.finish-over, 1.0, 1.01",
        "fetch.finish-over, 0.25, nan",
        "fetch.finish-over, 1e-400, 1e999999999",
        "icap.preview, 1, 1e2",
        "icap.max-connections, 1, 99999999999999999999",
        "store.max-size, 1, 99999999999999999999",
        "fetch.proxy, http://u:p@proxy:3128, https://proxy:3128",
        "http.advertise, http://cache:8344/, http://cache:8344/x",
        "log.max-file-size, 0, 1",
        "log.max-file-size, 64KiB, 65535",
        "log.max-files, 1, 0",
        "log.max-files, 10000, 10001",
        "log.max-files, 10, 10.5",
        "store.fsync, commit, COMMIT",
        "log.directory, log, 'a%b'",
        "log.directory, /var/log/im, 'a\\b'",
        "identity.mode, strict, loose",
        "types.deb.enabled, true, yes",
    })
    void aValueAtItsBoundIsRightAndOnePastItIsWrong(String key, String right, String wrong) {
        assertThat(validWith(key + "=" + right)).isNotNull();
        assertThat(problemsOf(key + "=" + wrong)).singleElement().asString().startsWith(key + ": ");
    }

    @Test
    void listsAreBounded() {
        assertThat(problemsOf("icap.allow=[]")).containsExactly("icap.allow: must have 1 to 1000 items, not 0");
        assertThat(validWith("icap.allow=" + blocks(ConfigKeys.MAX_BLOCKS))
                        .icap()
                        .allow())
                .hasSize(ConfigKeys.MAX_BLOCKS);
        assertThat(problemsOf("icap.allow=" + blocks(ConfigKeys.MAX_BLOCKS + 1)))
                .hasSize(1);
        assertThat(problemsOf("identity.private=[3]"))
                .singleElement()
                .asString()
                .startsWith("identity.private[0]: ");
    }

    private static String blocks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"10.0." + i / 256 + "." + i % 256 + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void mirrorGroupsAreBounded() {
        assertThat(validWith("identity.mirror-group=" + groups(MirrorGroupType.MAX_GROUPS))
                        .identity()
                        .mirrorGroups())
                .hasSize(MirrorGroupType.MAX_GROUPS);
        assertThat(problemsOf("identity.mirror-group=" + groups(MirrorGroupType.MAX_GROUPS + 1)))
                .hasSize(1);
    }

    private static String groups(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{name=\"g" + i + "\",roots=[\"http://m" + i + "/\"]}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void rootsAreUrlsThatEndInASlash() {
        assertThat(problemsOf("identity.mirror-group=[{name=\"a\", roots=[\"http://m/debian\"]}]"))
                .singleElement()
                .asString()
                .startsWith("identity.mirror-group[0].roots[0]: ");
        assertThat(problemsOf("identity.mirror-group=[{name=\"a b\", root=[]}]"))
                .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
                .containsExactly(
                        "identity.mirror-group[0].root",
                        "identity.mirror-group[0].name",
                        "identity.mirror-group[0].roots");
        assertThat(problemsOf("identity.mirror-group=[{name=\"a\",roots=[\"http://m/\"]},"
                        + "{name=\"a\",roots=[\"http://m/\"]}]"))
                .hasSize(2);
    }

    @Test
    void pathsAndTextsAreBounded() {
        String longest = "/" + "a".repeat(PlainTypes.MAX_TEXT - 1);
        assertThat(validWith("store.directory=" + longest)).isNotNull();
        assertThat(problemsOf("store.directory=" + longest + "a")).hasSize(1);
        assertThat(problemsOf("store.directory=\"a\\u0000b\"")).hasSize(1);
        assertThat(validWith("fetch.proxy-username=" + "u".repeat(256))).isNotNull();
        assertThat(problemsOf("fetch.proxy-username=" + "u".repeat(257))).hasSize(1);
    }

    @Test
    void nestingIsBounded() {
        String deep = String.join("", Collections.nCopies(ConfigTree.MAX_DEPTH + 1, "["));
        String shallow = deep.substring(2);
        assertThat(Configs.problems("x = " + shallow + shallow.replace('[', ']')))
                .anyMatch(problem -> problem.startsWith("x: unknown key"));
        assertThat(Configs.problems("x = " + deep + deep.replace('[', ']')))
                .singleElement()
                .asString()
                .contains("is not TOML");
    }

    @Test
    void aUrlWithAPasswordIsNotRepeatedInAProblem() {
        assertThat(problemsOf("fetch.proxy=ftp://user:secret@proxy:3128", "http.advertise=http://user:secret@h:1"))
                .hasSize(2)
                .noneMatch(problem -> problem.contains("secret"));
    }
}
