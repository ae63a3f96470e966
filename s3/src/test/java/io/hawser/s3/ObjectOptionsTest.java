package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Origin;
import io.hawser.store.StoreContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users set for objects: the names that boto3 has, on the requests that take them, and no secret in sight. */
class ObjectOptionsTest {
    private static final Origin AMAZON = new Origin("https", "s3.eu-west-1.amazonaws.com", 443);
    private static final byte[] KEY = "0123456789abcdef0123456789ABCDEF".getBytes();
    private static final String KEY_BASE64 = Base64.getEncoder().encodeToString(KEY);
    /** By {@code printf … | openssl md5 -binary | base64}. */
    private static final String KEY_MD5 = "V5euSAsQOO0sIBHETfEa4w==";

    @TempDir
    private Path folder;

    private static ObjectOptions of(String lines) throws StoreException {
        return of(AMAZON, Map.of(), lines);
    }

    private static ObjectOptions of(Origin origin, Map<String, String> environment, String lines)
            throws StoreException {
        var context = StoreContext.defaults().withEnvironment(environment).withOptions(Map.of("s3_option", lines));
        return ObjectOptions.of(context, origin);
    }

    private static Map<String, String> map(Headers headers) {
        return headers.fields().stream().collect(Collectors.toMap(Headers.Field::name, Headers.Field::value));
    }

    @Test
    void withoutAnyAReadAsksForChecksumsAndNothingElseIsSaid() throws Exception {
        var none = of("");

        assertThat(map(none.forReading())).isEqualTo(Map.of("x-amz-checksum-mode", "ENABLED"));
        assertThat(map(none.forWriting())).isEmpty();
        assertThat(map(none.forPart())).isEmpty();
        assertThat(none.versionId()).isEmpty();
        assertThat(none.withReading(Map.of(), "here")).isSameAs(none);
    }

    @Test
    void eachSideTakesItsOwn() throws Exception {
        var options = of("VersionId=v1\nRequestPayer=requester\nStorageClass=STANDARD_IA\nExpectedBucketOwner=123");

        assertThat(map(options.forReading()))
                .isEqualTo(Map.of(
                        "x-amz-checksum-mode",
                        "ENABLED",
                        "x-amz-request-payer",
                        "requester",
                        "x-amz-expected-bucket-owner",
                        "123"));
        assertThat(options.versionId()).contains("v1");
        assertThat(map(options.forWriting()))
                .isEqualTo(Map.of(
                        "x-amz-request-payer",
                        "requester",
                        "x-amz-expected-bucket-owner",
                        "123",
                        "x-amz-storage-class",
                        "STANDARD_IA"));
        assertThat(map(options.forPart()))
                .isEqualTo(Map.of("x-amz-request-payer", "requester", "x-amz-expected-bucket-owner", "123"));
    }

    @ParameterizedTest
    @CsvSource({
        "ACL, public-read, x-amz-acl, public-read",
        "CacheControl, max-age=60, Cache-Control, max-age=60",
        "ContentType, text/csv, Content-Type, text/csv",
        "content-type, text/csv, Content-Type, text/csv",
        "storage-class, GLACIER, x-amz-storage-class, GLACIER",
        "Expires, 2030-01-02T03:04:05Z, Expires, 'Wed, 02 Jan 2030 03:04:05 GMT'",
        "Expires, 'Wed, 02 Jan 2030 03:04:05 GMT', Expires, 'Wed, 02 Jan 2030 03:04:05 GMT'",
        "ObjectLockRetainUntilDate, 2030-01-02T03:04:05Z, x-amz-object-lock-retain-until-date, 2030-01-02T03:04:05Z",
        "ObjectLockLegalHoldStatus, on, x-amz-object-lock-legal-hold, ON",
        "ServerSideEncryption, aws:kms, x-amz-server-side-encryption, aws:kms",
        "SSEKMSKeyId, arn:aws:kms:x, x-amz-server-side-encryption-aws-kms-key-id, arn:aws:kms:x",
        "SSEKMSEncryptionContext, e30=, x-amz-server-side-encryption-context, e30=",
        "Tagging, a=b&c=d, x-amz-tagging, a=b&c=d",
        "WebsiteRedirectLocation, /there, x-amz-website-redirect-location, /there",
        "GrantFullControl, id=\"1\", x-amz-grant-full-control, id=\"1\"",
    })
    void whatIsWrittenGoesIntoItsField(String name, String value, String field, String sent) throws Exception {
        assertThat(map(of(name + "=" + value).forWriting())).isEqualTo(Map.of(field, sent));
        assertThat(map(of("").withWriting(Map.of(name, value), "here").forWriting()))
                .isEqualTo(Map.of(field, sent));
    }

    @Test
    void metadataIsAFieldForEachName() throws Exception {
        assertThat(map(of("Metadata=a=1,Owner-Name=me = too").forWriting()))
                .isEqualTo(Map.of("x-amz-meta-a", "1", "x-amz-meta-Owner-Name", "me = too"));
        for (var wrong : new String[] {"a", "=1", "a b=1", "a=1,,b=2"}) {
            assertThatThrownBy(() -> of("Metadata=" + wrong))
                    .isInstanceOf(StoreException.Rejected.class)
                    .hasMessageContaining("name=value,name2=value2");
        }
    }

    @Test
    void checksumsAreToldApart() throws Exception {
        assertThat(map(of("ChecksumMode=disabled").forReading())).isEmpty();
        assertThat(of("ChecksumAlgorithm=sha256").checksumAlgorithm()).contains("SHA256");
        assertThat(map(of("ChecksumAlgorithm=SHA256").forWriting())).isEmpty();
    }

    @Test
    void oneCopyIsCloserThanTheStore() throws Exception {
        var store = of("StorageClass=GLACIER\nVersionId=v1\nACL=private");

        assertThat(map(store.withWriting(Map.of("StorageClass", "STANDARD"), "here")
                        .forWriting()))
                .isEqualTo(Map.of("x-amz-storage-class", "STANDARD", "x-amz-acl", "private"));
        assertThat(store.withReading(Map.of("version-id", "v2"), "here").versionId())
                .contains("v2");
    }

    /** A flag stands before what the configuration file says. */
    @Test
    void ofSeveralLinesWithOneNameTheFirstCounts() throws Exception {
        var options = of("StorageClass=STANDARD_IA\nVersionId=v1\nstorage-class=GLACIER\nVersionId=v2");

        assertThat(map(options.forWriting())).isEqualTo(Map.of("x-amz-storage-class", "STANDARD_IA"));
        assertThat(options.versionId()).contains("v1");
        assertThatThrownBy(() -> of("StorageClass=STANDARD_IA\nChecksumMode=ENABLED\nChecksumMode=on"))
                .as("a line that counts for nothing is checked all the same")
                .isInstanceOf(StoreException.Rejected.class);
    }

    @Test
    void anUnknownNameIsRefusedWithTheNamesThereAre() throws Exception {
        assertThatThrownBy(() -> of("").withReading(Map.of("ACL", "private"), "s3://b/k"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessage(
                        "s3://b/k: Invalid option 'ACL', must be one of: ChecksumMode, VersionId,"
                                + " SSECustomerAlgorithm, SSECustomerKey, SSECustomerKeyMD5, RequestPayer, ExpectedBucketOwner");
        assertThatThrownBy(() -> of("").withWriting(Map.of("VersionId", "1"), "s3://b/k"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageStartingWith("s3://b/k: Invalid option 'VersionId', must be one of: ACL, CacheControl, ");
        assertThatThrownBy(() -> of("Foo=bar"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageStartingWith("s3_option: Invalid option 'Foo', must be one of: ChecksumMode, ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RequestPayer=me",
                "ChecksumMode=on",
                "ChecksumAlgorithm=MD5",
                "Expires=tomorrow",
                "ObjectLockRetainUntilDate=2030",
                "ContentDisposition=attachment; filename=\"Ä\"",
                "Metadata=a=日本",
                "no-equals-sign",
                "SSECustomerAlgorithm=AES256",
                "SSECustomerKeyMD5=abc"
            })
    void aValueThatCannotBeIsRefusedBeforeAnythingIsSent(String line) {
        assertThatThrownBy(() -> of(line)).isInstanceOf(StoreException.Rejected.class);
    }

    @Test
    void theCustomersKeyIsReadFromAFileInAnyForm() throws Exception {
        for (byte[] form : new byte[][] {
            KEY, (KEY_BASE64 + "\n").getBytes(), HexFormat.of().formatHex(KEY).getBytes()
        }) {
            var file = Files.write(folder.resolve("key"), form);
            var options = of("SSECustomerKey=@" + file);

            var expected = Map.of(
                    "x-amz-server-side-encryption-customer-algorithm",
                    "AES256",
                    "x-amz-server-side-encryption-customer-key",
                    KEY_BASE64,
                    "x-amz-server-side-encryption-customer-key-MD5",
                    KEY_MD5);
            assertThat(map(options.forPart())).isEqualTo(expected);
            assertThat(map(options.forWriting())).isEqualTo(expected);
            assertThat(map(options.forReading())).containsAllEntriesOf(expected);
            assertThat(options.encrypted()).isTrue();
            assertThat(map(options.forCopySource())).isEmpty();
        }
    }

    @Test
    void theKeyOfACopiedObjectIsItsOwn() throws Exception {
        var options = of(AMAZON, Map.of("OLD", KEY_BASE64), "CopySourceSSECustomerKey=env:OLD");

        assertThat(map(options.forCopySource()))
                .containsEntry("x-amz-copy-source-server-side-encryption-customer-key", KEY_BASE64)
                .containsEntry("x-amz-copy-source-server-side-encryption-customer-key-MD5", KEY_MD5)
                .hasSize(3);
        assertThat(map(options.forWriting())).isEmpty();
    }

    @Test
    void aKeyIsNeverShownAndNeverAnArgument() throws Exception {
        var secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";
        assertThatThrownBy(() -> of("SSECustomerKey=" + secret))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("@FILE or env:NAME")
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> of(AMAZON, Map.of("KEY", secret), "SSECustomerKey=env:KEY"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("32 bytes")
                .hasMessageNotContaining(secret);
        assertThatThrownBy(() -> of("SSECustomerKey=env:NONE"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("NONE");
        assertThatThrownBy(() -> of("SSECustomerKey=@" + folder.resolve("none")))
                .isInstanceOf(StoreException.Local.class)
                .hasMessageContaining("no such file");
        assertThat(of(AMAZON, Map.of("KEY", KEY_BASE64), "SSECustomerKey=env:KEY\nTagging=a=b"))
                .asString()
                .contains("SSECustomerKey", "Tagging")
                .doesNotContain(KEY_BASE64, "a=b");
        // A password that was written where a name belongs.
        assertThatThrownBy(() -> of(secret.replace("=", "")))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageNotContaining("c2Vj");
    }

    @Test
    void theMd5OfAKeyIsCheckedWhereItIsGiven() throws Exception {
        var environment = Map.of("KEY", KEY_BASE64);
        of(AMAZON, environment, "SSECustomerKey=env:KEY\nSSECustomerKeyMD5=" + KEY_MD5);

        assertThatThrownBy(() ->
                        of(AMAZON, environment, "SSECustomerKey=env:KEY\nSSECustomerKeyMD5=AAAAAAAAAAAAAAAAAAAAAA=="))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("SSECustomerKeyMD5");
    }

    @Test
    void aKeyIsSentInTheClearToThisMachineAlone() throws Exception {
        var environment = Map.of("KEY", KEY_BASE64);
        for (var host : new String[] {"localhost", "127.0.0.1", "::1"}) {
            of(new Origin("http", host, 9000), environment, "SSECustomerKey=env:KEY");
        }
        assertThatThrownBy(() -> of(
                        new Origin("http", "localhost", 9000),
                        Map.of("KEY", KEY_BASE64, "http_proxy", "http://proxy.example"),
                        "SSECustomerKey=env:KEY"))
                .as("a proxy is another machine")
                .isInstanceOf(StoreException.Rejected.class);
        assertThatThrownBy(() -> of(new Origin("http", "minio.example", 9000), environment, "SSECustomerKey=env:KEY"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("SSECustomerKey")
                .hasMessageContaining("https://")
                .hasMessageContaining("http://minio.example:9000");
    }
}
