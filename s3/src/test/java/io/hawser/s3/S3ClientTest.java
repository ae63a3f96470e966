package io.hawser.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.StoreException;
import io.hawser.store.ListOptions;
import io.hawser.store.OpenOptions;
import io.hawser.store.Scope;
import io.hawser.testkit.Answer;
import io.hawser.testkit.Content;
import io.hawser.testkit.Request;
import io.hawser.testkit.s3.S3Bucket.WrongRegion;
import io.hawser.testkit.s3.S3Call;
import io.hawser.testkit.s3.S3Fault;
import io.hawser.testkit.s3.S3Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client puts right by itself, and what it says of the rest: rows 6, 7, 24 and 25 of the fault matrix. */
class S3ClientTest {
    private static final S3Operation GET = S3Operation.GET_OBJECT;
    private static final S3Operation HEAD = S3Operation.HEAD_OBJECT;
    private static final Content CONTENT = Content.text("hello");

    @TempDir
    private Path folder;

    private TestBucket bucket;

    @BeforeEach
    void start() throws IOException {
        bucket = TestBucket.start();
        bucket.put("file", CONTENT);
    }

    @AfterEach
    void stop() throws IOException {
        bucket.close();
    }

    private String read() throws IOException {
        try (var source = bucket.open("file", OpenOptions.whole())) {
            return new String(TestBucket.read(source, ByteRange.from(0)));
        }
    }

    private Throwable failure() {
        try {
            return new AssertionError("was read: " + read());
        } catch (IOException e) {
            return e;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-7 * 24 * 3600, -1000, 1000, 7 * 24 * 3600})
    void fault24TheClockIsCorrectedOnceByTheServersDate(long ahead) throws Exception {
        bucket.server.withClockOff(Duration.ofSeconds(ahead));
        var store = bucket.store();
        store.stat(TestBucket.at("file"), Scope.unlimited());
        store.stat(TestBucket.at("file"), Scope.unlimited());

        assertThat(bucket.requests()).as("HEAD has no body that would say why").hasSize(3);
        assertThat(bucket.trace)
                .filteredOn(line -> line.contains("clock"))
                .singleElement()
                .asString()
                .contains(ahead < 0 ? "ahead of the server's" : "behind the server's");
        assertThat(read()).isEqualTo("hello");
    }

    @Test
    void aRefusalAtTheRightTimeIsNoMatterOfTheClock() {
        bucket.server.at(GET).suffers(S3Fault.error(403, "RequestTimeTooSkewed"));

        assertThat(failure()).isInstanceOf(StoreException.Denied.class).hasMessageContaining("RequestTimeTooSkewed");
        assertThat(bucket.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void theBucketsRegionIsLearntOnce(WrongRegion answer) throws Exception {
        bucket.server.bucket(TestBucket.NAME).inRegion("eu-north-1", answer);
        var store = bucket.store();
        store.stat(TestBucket.at("file"), Scope.unlimited());
        store.stat(TestBucket.at("file"), Scope.unlimited());
        store.list(TestBucket.at(""), ListOptions.level(), Scope.unlimited()).close();

        assertThat(bucket.requests()).hasSize(4);
        assertThat(bucket.trace).anyMatch(line -> line.contains("the bucket is in eu-north-1, not in us-east-1"));
        assertThat(read()).isEqualTo("hello");
    }

    @Test
    void aRegionThatNobodyConfiguredIsLearntToo() throws Exception {
        bucket.with("AWS_REGION", "").with("AWS_DEFAULT_REGION", "");
        bucket.server.bucket(TestBucket.NAME).inRegion("ap-south-1", WrongRegion.MALFORMED);

        assertThat(read()).isEqualTo("hello");
    }

    /** What others learnt in the meantime must not make the answer to a request of before look final. */
    @ParameterizedTest
    @EnumSource
    void severalRequestsLearnTheRegionTogether(WrongRegion answer) throws Exception {
        bucket.server.bucket(TestBucket.NAME).inRegion("eu-north-1", answer);
        lookTogether();
    }

    @Test
    void severalRequestsLearnTheTimeTogether() throws Exception {
        bucket.server.withClockOff(Duration.ofHours(5));
        lookTogether();
    }

    /** Four requests are all on their way before the first is answered. */
    private void lookTogether() throws Exception {
        var together = new CyclicBarrier(4);
        bucket.server.at(HEAD).first(4).suffers((request, work) -> {
            try {
                together.await();
            } catch (Exception e) {
                throw new IOException(e);
            }
            return work.on(request);
        });
        var store = bucket.store();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, 4)
                    .mapToObj(_ -> threads.submit(() -> store.stat(TestBucket.at("file"), Scope.unlimited())))
                    .toList();
            for (var one : all) {
                assertThat(one.get().size()).hasValue(5);
            }
        }
    }

    /** A profile whose keys a program gives, as AWS has it: each call gives the next of the tokens. */
    private void credentialProcess(String... tokens) throws IOException {
        var script = new StringBuilder("#!/bin/sh\ncount=$(cat '" + folder + "/count' 2>/dev/null || echo 0)\n"
                + "echo $((count + 1)) > '" + folder + "/count'\ncase $count in\n");
        for (int i = 0; i < tokens.length; i++) {
            script.append(i == tokens.length - 1 ? "*" : i)
                    .append(") token=")
                    .append(tokens[i])
                    .append(" ;;\n");
        }
        script.append("esac\necho '{\"Version\":1,\"AccessKeyId\":\"")
                .append(bucket.server.accessKey())
                .append("\",\"SecretAccessKey\":\"")
                .append(bucket.server.secretKey())
                .append("\",\"SessionToken\":\"'$token'\"}'\n");
        var program = Files.writeString(folder.resolve("keys"), script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        var config = Files.writeString(
                folder.resolve("config"), "[profile process]\ncredential_process = " + program + "\n");
        bucket.with("AWS_ACCESS_KEY_ID", "")
                .with("AWS_SECRET_ACCESS_KEY", "")
                .with("AWS_PROFILE", "process")
                .with("AWS_CONFIG_FILE", config.toString());
    }

    private long calls() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve("count")).strip());
    }

    @Test
    void keysComeFromTheProcessOfAProfile() throws Exception {
        credentialProcess("one");
        assertThat(read()).isEqualTo("hello");
        assertThat(read()).isEqualTo("hello");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void fault25KeysOfAChainAreFetchedAnewWhenTheyExpire() throws Exception {
        credentialProcess("one", "two");
        assertThat(read()).isEqualTo("hello");
        bucket.server.at().first(1).suffers(S3Fault.expiredToken());

        assertThat(read()).isEqualTo("hello");
        assertThat(calls()).isEqualTo(2);
        bucket.server.at(HEAD).first(1).suffers(S3Fault.error(400, "ExpiredToken"));
        credentialProcess("three", "four", "five");
        assertThat(bucket.stat("file").size())
                .as("an answer to HEAD says only 400")
                .hasValue(5);
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void fault25KeysThatStayExpiredAreTold() throws Exception {
        credentialProcess("one");
        bucket.server.at(GET).suffers(S3Fault.expiredToken());

        assertThat(failure())
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("the AWS credentials have expired; renew them");
        assertThat(bucket.exchanges(GET)).hasSize(1);
    }

    @Test
    void fault25KeysOfTheEnvironmentThatExpiredAreTold() {
        bucket.with("AWS_SESSION_TOKEN", "token");
        bucket.server.at(GET).suffers(S3Fault.expiredToken());

        assertThat(failure()).isInstanceOf(StoreException.Denied.class).hasMessageContaining("ExpiredToken");
        assertThat(bucket.exchanges(GET)).hasSize(1);
    }

    @Test
    void withoutKeysItIsSaidWhereTheyMayComeFrom() {
        bucket.with("AWS_ACCESS_KEY_ID", "").with("AWS_SECRET_ACCESS_KEY", "");

        assertThat(failure())
                .isInstanceOf(StoreException.Denied.class)
                .hasMessage(
                        "s3://bucket/file: no AWS credentials were found: set AWS_ACCESS_KEY_ID and"
                                + " AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE), or HAWSER_S3_NO_SIGN=true for anonymous access");
    }

    /** {@code text}: what the profile {@code asked} has, and what follows it in the file. */
    private void profile(String text) throws IOException {
        var config = Files.writeString(folder.resolve("config"), "[profile asked]\n" + text + "\n");
        bucket.with("AWS_ACCESS_KEY_ID", "")
                .with("AWS_SECRET_ACCESS_KEY", "")
                .with("AWS_SHARED_CREDENTIALS_FILE", folder.resolve("none").toString())
                .with("AWS_CONFIG_FILE", config.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region = us-east-1 | contained no credentials",
                "credential_process = /bin/false | exit value",
                "role_arn = arn:aws:iam::123456789012:role/r | contained no credentials",
                "aws_access_key_id = AKIAEXAMPLE | aws_secret_access_key",
                "sso_account_id = 1%nsso_role_name = r%nsso_region = us-east-1%nsso_start_url = https://sso.example"
                        + " | .json: no such file; aws sso login --profile asked may help",
            })
    void aProfileThatWasAskedForSaysWhyItGivesNoKeys(String line, String reason) throws Exception {
        profile(String.format(line));
        for (boolean chosen : new boolean[] {true, false}) {
            bucket.with("AWS_PROFILE", chosen ? "" : "asked");
            bucket.withOptions(chosen ? Map.of("profile", "asked") : Map.of());

            assertThat(failure())
                    .isInstanceOf(StoreException.Denied.class)
                    .hasMessageStartingWith("s3://bucket/file: the AWS profile 'asked' gives no credentials: ")
                    .hasMessageContaining(reason)
                    .hasMessageNotContaining("Provider(")
                    .hasMessageNotContaining("ProfileFile(");
        }
    }

    /** Nobody asked for the default, and yet it is where keys were to come from. */
    @Test
    void theDefaultProfileSaysWhyItGivesNoKeys() throws Exception {
        profile("[default]\nregion = us-east-1");
        assertThat(failure()).hasMessageContaining("no AWS credentials were found");

        profile("[default]\ncredential_process = /bin/false");
        assertThat(failure())
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContaining("the AWS profile 'default' gives no credentials: ")
                .hasMessageContaining("exit value");
    }

    /** An object encrypted with a customer's key gives HEAD no other answer than keys that have expired. */
    @Test
    void aRefusalWithoutReasonIsNotBlamedOnTheKeys() throws Exception {
        credentialProcess("one");
        bucket.server.at(HEAD).suffers(S3Fault.error(400, "Hidden"));

        assertThatThrownBy(() -> bucket.stat("file"))
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("the server answers 400")
                .hasMessageNotContaining("renew them");
    }

    /** What a server says of its region goes into the next request, where a line end would be another field. */
    @ParameterizedTest
    @ValueSource(strings = {"eu-north-1&#13;&#10;X-Evil: 1", "eu north", "../x", "", "\u00e9"})
    void aRegionThatIsNoneIsNotSigned(String region) {
        bucket.server
                .at(GET)
                .suffers((_, _) -> Answer.status(400)
                        .with("Content-Type", "application/xml")
                        .withText(
                                "<Error><Code>AuthorizationHeaderMalformed</Code><Message>Wrong region</Message><Region>"
                                        + region + "</Region></Error>"));

        assertThat(failure())
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("AuthorizationHeaderMalformed: Wrong region");
        assertThat(bucket.exchanges(GET)).hasSize(1);
    }

    /** Copied from a terminal, a token has the line ends of its window. */
    @ParameterizedTest
    @ValueSource(strings = {"AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"})
    void aKeyThatNoFieldCanCarryIsNotSent(String variable) {
        bucket.with(variable, "first-half\r\nX-Evil: second-half");

        assertThat(failure()).isInstanceOf(StoreException.Denied.class).hasMessageNotContaining("half");
        assertThat(bucket.requests()).isEmpty();
    }

    /** Some servers pass over what they do not know, and give the latest version for any. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherVersionThanTheOneAskedForIsNotTaken(boolean versioned) {
        if (versioned) {
            bucket.server.bucket(TestBucket.NAME).versioned();
            bucket.put("file", Content.text("other"));
        }
        bucket.server.at(GET, HEAD).suffers((request, work) -> work.on(withoutVersion(request)));
        for (var options : new OpenOptions[] {OpenOptions.look(), OpenOptions.whole()}) {
            assertThatThrownBy(() -> bucket.open("file", options.withAttributes(Map.of("VersionId", "some"))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("version some was asked for");
        }
        bucket.withOptions(Map.of("s3_option", "VersionId=some"));
        assertThatThrownBy(() -> bucket.stat("file")).hasMessageContaining("version some was asked for");
    }

    /** In UTF-8 it would become a question mark, which is another key. */
    @Test
    void aKeyWithHalfACharacterIsNotTakenForAnother() {
        bucket.put("half-?", CONTENT);

        assertThatThrownBy(() -> bucket.stat("half-\ud800")).isInstanceOf(StoreException.Rejected.class);
        assertThat(bucket.requests()).isEmpty();
    }

    private static Request withoutVersion(Request request) {
        return new Request(
                request.number(),
                request.connection(),
                request.method(),
                request.path(),
                request.headers(),
                request.body());
    }

    @Test
    void anonymousRequestsGoUnsigned() throws Exception {
        bucket.server.bucket(TestBucket.NAME).anonymous();
        bucket.with("AWS_ACCESS_KEY_ID", "").with("AWS_SECRET_ACCESS_KEY", "").with("HAWSER_S3_NO_SIGN", "true");

        assertThat(read()).isEqualTo("hello");
        bucket.with("HAWSER_S3_NO_SIGN", "perhaps");
        assertThatThrownBy(this::read)
                .isInstanceOf(StoreException.Rejected.class)
                .hasMessageContaining("true or false");
    }

    @Test
    void whoeverAsksMayOfferToPay() throws Exception {
        bucket.server.bucket(TestBucket.NAME).requesterPays();
        assertThat(failure()).isInstanceOf(StoreException.Denied.class);

        bucket.withOptions(Map.of("s3_option", "RequestPayer=requester"));
        assertThat(read()).isEqualTo("hello");
        assertThat(bucket.stat("file").size()).hasValue(5);
        assertThat(bucket.list("", ListOptions.level())).hasSize(1);
    }

    @Test
    void anObjectIsReadWithTheCustomersKey() throws Exception {
        var key = Files.write(folder.resolve("key"), "0123456789abcdef0123456789ABCDEF".getBytes());
        var raw = bucket.server.raw();
        bucket.withOptions(Map.of("s3_option", "SSECustomerKey=@" + key));
        var secret = Base64.getEncoder().encodeToString(Files.readAllBytes(key));
        raw.ask(S3Call.of("PUT", TestBucket.NAME, "file")
                        .with("hello")
                        .header("x-amz-server-side-encryption-customer-algorithm", "AES256")
                        .header("x-amz-server-side-encryption-customer-key", secret)
                        .header("x-amz-server-side-encryption-customer-key-MD5", "V5euSAsQOO0sIBHETfEa4w=="))
                .expect(200);

        assertThat(read()).isEqualTo("hello");
        assertThat(bucket.stat("file").digest(Algorithm.MD5))
                .as("the ETag is none")
                .isEmpty();
        assertThat(bucket.trace).isNotEmpty().noneMatch(line -> line.contains(secret));
        bucket.withOptions(Map.of());
        assertThat(failure()).hasMessageNotContaining(secret);
    }

    @ParameterizedTest
    @CsvSource({
        "503, SlowDown, throttled",
        "503, ServiceUnavailable, throttled",
        "503, '', throttled",
        "429, TooManyRequests, throttled",
        "500, InternalError, unavailable",
        "502, '', unavailable",
        "400, RequestTimeout, unavailable",
        "403, AccessDenied, denied",
        "403, SignatureDoesNotMatch, denied",
        "403, InvalidAccessKeyId, denied",
        "403, InvalidObjectState, rejected",
        "404, NoSuchKey, not_found",
        "404, NoSuchBucket, not_found",
        "400, InvalidRequest, rejected",
        "501, NotImplemented, unsupported",
        "409, OperationAborted, unavailable"
    })
    void fault6And7WhatS3SaysHasItsKind(int status, String code, String kind) {
        bucket.server.at().suffers(S3Fault.error(status, code).with("Retry-After", "7"));
        var failure = (StoreException) failure();

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageStartingWith("s3://bucket/file: ").hasMessageContaining(code);
        if (failure instanceof StoreException.Throttled throttled) {
            assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(7));
        }
        assertThat(failure).hasMessageNotContaining(bucket.server.secretKey()).hasMessageNotContaining("Signature=");
    }

    @ParameterizedTest
    @CsvSource({"403, denied", "404, not_found", "503, throttled", "500, unavailable", "400, rejected"})
    void fault7HeadSaysOnlyItsStatus(int status, String kind) {
        bucket.server.at(HEAD).suffers(S3Fault.error(status, "Hidden"));

        assertThatThrownBy(() -> bucket.stat("file"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining("the server answers " + status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Error><Code>Slow",
                "",
                "<html><body>Bad gateway</body></html>",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Error><Code>&e;</Code></Error>"
            })
    void anErrorThatCannotBeReadIsToldByItsStatus(String body) {
        for (var type : new String[] {"application/xml", "text/html"}) {
            bucket.server
                    .at(GET)
                    .suffers((_, _) ->
                            Answer.status(503).with("Content-Type", type).withText(body));
            assertThat(failure())
                    .isInstanceOf(StoreException.Throttled.class)
                    .hasMessageContaining("the server answers 503")
                    .hasMessageNotContaining("root:");
        }
    }

    @Test
    void theTraceHasNeitherSignatureNorSecrets() throws Exception {
        bucket.with("AWS_SESSION_TOKEN", "a-session-token");
        read();
        bucket.list("", ListOptions.everything());

        assertThat(bucket.trace)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(line -> assertThat(line)
                        .doesNotContain("a-session-token")
                        .doesNotContain(bucket.server.secretKey())
                        .doesNotContain("Signature"));
        assertThat(bucket.trace.getFirst())
                .contains("GET")
                .contains("/bucket/file")
                .contains("200");
    }

    @Test
    void aDeleteMarkerThatIsAskedForByItsIdIsNotFound() throws Exception {
        bucket.server.bucket(TestBucket.NAME).versioned();
        bucket.put("gone", CONTENT);
        bucket.server.delete(TestBucket.NAME, "gone");
        var marker = bucket.server.object(TestBucket.NAME, "gone").orElseThrow().version();

        assertThatThrownBy(() -> bucket.open("gone", OpenOptions.whole().withAttributes(Map.of("VersionId", marker))))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("delete marker");
        assertThatThrownBy(() -> bucket.stat("gone")).isInstanceOf(StoreException.NotFound.class);
    }
}
