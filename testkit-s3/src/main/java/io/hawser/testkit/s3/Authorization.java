package io.hawser.testkit.s3;

import io.hawser.testkit.ServedFile;
import io.hawser.testkit.UrlCode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recomputes the signature of each request.
 *
 * @param region the one that signatures must name
 */
record Authorization(String accessKey, String secretKey, String region, Instant now) {
    private static final Pattern FIELD = Pattern.compile(
            "AWS4-HMAC-SHA256\\s+Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,\\s*SignedHeaders=([^,]+),\\s*"
                    + "Signature=([0-9a-f]{64})");
    private static final Duration SKEW = Duration.ofMinutes(15);

    /**
     * Insists on a right signature.
     *
     * @return the request with its signer; as it is where it has no signature
     */
    Incoming verify(Incoming request) {
        Optional<String> field = request.header("Authorization");
        if (field.isEmpty()) {
            return request;
        }
        Matcher matcher = FIELD.matcher(field.get());
        if (!matcher.matches()) {
            throw malformed("The authorization header is malformed");
        }
        if (!matcher.group(1).equals(accessKey)) {
            throw new S3Error(
                    403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
        }
        String time = request.header("x-amz-date").orElseThrow(S3Error::accessDenied);
        verifyTime(time);
        if (!time.startsWith(matcher.group(2)) || !matcher.group(4).equals("s3")) {
            throw malformed("The credential scope is malformed");
        }
        if (!matcher.group(3).equals(region)) {
            throw malformed("The authorization header is malformed; the region '" + matcher.group(3)
                            + "' is wrong; expecting '" + region + "'")
                    .element("Region", region)
                    .header("x-amz-bucket-region", region);
        }
        List<String> names = Arrays.asList(matcher.group(5).split(";"));
        List<String> unsigned = Stream.concat(Stream.of("host"), request.headers("x-amz-").keySet().stream())
                .filter(name -> !names.contains(name))
                .toList();
        if (!unsigned.isEmpty()) {
            throw new S3Error(403, "AccessDenied", "There were headers present in the request which were not signed")
                    .element("HeadersNotSigned", String.join(", ", unsigned));
        }
        if (!signature(request, names, time).equals(matcher.group(6))) {
            throw new S3Error(
                    403,
                    "SignatureDoesNotMatch",
                    "The request signature we calculated does not match the signature you provided. Check your key and"
                            + " signing method.");
        }
        byte[] key = SigV4.key(secretKey, time, region);
        return request.signedBy(new Incoming.Signer(key, time, region, matcher.group(6)));
    }

    private String signature(Incoming request, List<String> names, String time) {
        Map<String, String> signed = new TreeMap<>();
        for (String name : names) {
            signed.put(
                    name, SigV4.utf8(String.join(",", request.http().headers().all(name))));
        }
        // As S3 does: the path is that of the key, however the client has encoded it.
        String path = UrlCode.encodePath(UrlCode.decode(request.http().path()));
        String payload = request.header("x-amz-content-sha256")
                .orElseThrow(
                        () -> S3Error.invalidRequest("Missing required header for this request: x-amz-content-sha256"));
        return SigV4.sign(
                secretKey,
                region,
                time,
                request.http().method(),
                path,
                request.s3().query(),
                signed,
                payload);
    }

    private void verifyTime(String time) {
        Instant signed;
        try {
            signed = Instant.from(SigV4.TIME.parse(time));
        } catch (DateTimeParseException _) {
            throw S3Error.accessDenied();
        }
        if (Duration.between(signed, now).abs().compareTo(SKEW) > 0) {
            throw new S3Error(
                            403,
                            "RequestTimeTooSkewed",
                            "The difference between the request time and the current time is too large.")
                    .header("Date", ServedFile.httpDate(now))
                    .element("RequestTime", time)
                    .element("ServerTime", now.toString())
                    .element("MaxAllowedSkewMilliseconds", Long.toString(SKEW.toMillis()));
        }
    }

    private static S3Error malformed(String message) {
        return new S3Error(400, "AuthorizationHeaderMalformed", message);
    }
}
