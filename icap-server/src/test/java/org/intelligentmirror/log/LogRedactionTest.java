package org.intelligentmirror.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRedactionTest {
    @ParameterizedTest
    @CsvSource({
        "http://host/a.rpm, http://host/a.rpm",
        "http://host:8080/a.rpm, http://host:8080/a.rpm",
        "http://user:secret@host/a.rpm, http://host/a.rpm",
        "http://secret@host/a.rpm, http://host/a.rpm",
        "http://a@secret@host:80/a.rpm, http://host:80/a.rpm",
        "http://host/a.rpm?token=secret, http://host/a.rpm?",
        "http://host/a.rpm?, http://host/a.rpm?",
        "http://host/a.rpm#secret, http://host/a.rpm",
        "http://host/a.rpm?secret#secret, http://host/a.rpm?",
        "http://host/a.rpm#secret?secret, http://host/a.rpm",
        "http://host?secret, http://host?",
        "http://user:sec?ret@host/a.rpm, http://-?",
        "http://user:sec#ret@host/a.rpm, http://-",
        "http://user:sec/ret@host/a.rpm, http://-",
        "http://user:secret@host\\a.rpm, http://host\\a.rpm",
        "http://[::1]:8080/a.rpm, http://[::1]:8080/a.rpm",
        "http://host/a@b.rpm, http://host/a@b.rpm",
        "user:secret@host:443, host:443",
        "host:443, host:443",
        "/a.rpm?secret, /a.rpm?",
        "'', ''",
        "*, *",
        "://, ://",
    })
    void credentialsAreTakenOutAndTwiceChangesNothing(String url, String redacted) {
        assertThat(LogRedaction.url(url)).isEqualTo(redacted);
        assertThat(LogRedaction.url(redacted)).isEqualTo(redacted);
    }
}
