package io.hawser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
    @ParameterizedTest
    @CsvSource({
        "data/a b,file,'',data/a b",
        "./-,file,'',./-",
        "-,file,'',-",
        "file:/abs/x,file,'',/abs/x",
        "file:///abs/x,file,'',/abs/x",
        "HTTPS://h.example:8443/a%20b?x=1,https,h.example:8443,/a%20b?x=1",
        "s3://bucket/key//x,s3,bucket,/key//x",
        "./s3:x,file,'',./s3:x",
        "a:b,file,'',a:b",
    })
    void readsWhatIsWrittenOnACommandLine(String text, String scheme, String authority, String path) {
        assertThat(Location.parse(text)).isEqualTo(new Location(scheme, authority, path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http:///x", "https:/host/x", "s3:bucket/key", "file:relative", "file://host/x"})
    void refusesWhatIsNoLocationAndSaysWhatWouldBe(String text) {
        assertThatThrownBy(() -> Location.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    @Test
    void neverShowsAPasswordNorASignature() {
        var location = Location.parse("https://me:secret1@h/a?X-Amz-Signature=secret2&a=b");
        assertThat(location.toString()).isEqualTo("https://h/a?…");
        assertThat(location.identity()).isEqualTo("https://h/a?a=b");
        assertThat(Location.parse("https://token@h/x").toString()).isEqualTo("https://h/x");
        assertThat(Location.parse("sftp://alice:pw@h/x").toString()).isEqualTo("sftp://alice@h/x");
        assertThat(Location.parse("https://h/x#access_token=abc").toString()).isEqualTo("https://h/x?…");
        assertThat(Location.parse("https://h/a?page=2").toString()).isEqualTo("https://h/a?page=2");
        assertThat(Location.parse("https://h/a?page=2").identity()).isEqualTo("https://h/a?page=2");
        assertThat(Location.parse("https://h/a?0123456789abcdef0123456789abcdef0123456789")
                        .toString())
                .isEqualTo("https://h/a?…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https:///me:secret@h/a", "https://?sig=secret", "https:me:secret@h/a"})
    void doesNotRepeatASecretOfWhatIsNoLocation(String text) {
        assertThatThrownBy(() -> Location.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://host/path")
                .hasMessageNotContaining("secret");
    }

    @Test
    void signaturesComeAndGoButWhatNamesTheFileStays() {
        var first = Location.parse("https://h/d?id=1&token=a&Expires=100");
        assertThat(first.identity())
                .isEqualTo(
                        Location.parse("https://h/d?id=1&token=b&Expires=200").identity());
        assertThat(first.identity())
                .isNotEqualTo(
                        Location.parse("https://h/d?id=2&token=a&Expires=100").identity());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://u:p/w@h/x", "https://u:p?w@h/x", "https://h:http/x", "https://a@b@h:x/"})
    void aSlashInAPasswordIsNotTakenForAPath(String text) {
        assertThatThrownBy(() -> Location.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no port")
                .message()
                .doesNotContain("p/w", "p?w");
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/a/b%20c.gz?x=/y,b c.gz",
        "https://h/a/b%2Fc,b%2Fc",
        "https://h/,''",
        "https://h,''",
        "s3://b/k%20x,k%20x",
        "/data/x.gz,x.gz",
        "/data/dir/,dir",
        "https://h/100%,100%",
        "https://h/%E4%BD%A0,你",
        "https://h/%ff,%ff",
    })
    void knowsTheLastName(String text, String name) {
        assertThat(Location.parse(text).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a#1", "q?x=1", "100%25.txt", "ä ö", "-x", "a;b=c", "x\ny"})
    void aNameStaysItselfInAUrl(String name) {
        var target = Location.parse("https://h/d/").resolve(name);
        assertThat(target.name()).isEqualTo(name);
        assertThat(target.path()).startsWith("/d/").doesNotContain("#", "?", " ");
    }

    @Test
    void resolvesNamesInFolders() {
        assertThat(Location.parse("s3://b").resolve("x")).isEqualTo(Location.parse("s3://b/x"));
        assertThat(Location.parse("/d/").resolve("x/y").path()).isEqualTo("/d/x/y");
        assertThat(Location.parse("d").resolve("x").path()).isEqualTo("d/x");
    }
}
