package io.hawser.s3;

import io.hawser.http.client.Headers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 in a header (Amazon S3 API Reference, "Signature Calculations for the Authorization Header"). The SDK's own signer takes no
 * given payload value, which a body that is checked by its trailer needs, and three times as long (docs/adr/0005-s3.md).
 */
final class Signature {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String HMAC = "HmacSHA256";

    private final String region;

    /** The key of a day is derived once; who signs at the same moment may derive it too. */
    private volatile Derived derived;

    private record Derived(Keys keys, String day, SecretKeySpec key) {}

    Signature(String region) {
        this.region = region;
    }

    /** Adds date, payload, token and signature to {@code headers}; everything that is in them already is signed, and {@code host}. */
    void sign(Call call, Headers headers, String host, String path, Keys keys, Instant now) {
        var day = day(now);
        var time = day + "T" + time(now) + "Z";
        headers.set("x-amz-date", time);
        headers.set("x-amz-content-sha256", call.payload());
        keys.token().ifPresent(token -> headers.set("x-amz-security-token", token));

        var fields = new ArrayList<Headers.Field>(headers.fields().size() + 1);
        fields.add(new Headers.Field("host", host));
        for (var field : headers.fields()) {
            fields.add(new Headers.Field(field.name().toLowerCase(Locale.ROOT), collapsed(field.value())));
        }
        fields.sort(Comparator.comparing(Headers.Field::name));
        var names = new StringBuilder();
        var canonical = new StringBuilder(512)
                .append(call.method())
                .append('\n')
                .append(path)
                .append('\n')
                .append(query(call.query()))
                .append('\n');
        for (var field : fields) {
            canonical.append(field.name()).append(':').append(field.value()).append('\n');
            names.append(names.isEmpty() ? "" : ";").append(field.name());
        }
        canonical.append('\n').append(names).append('\n').append(call.payload());

        var scope = day + "/" + region + "/s3/aws4_request";
        var toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hex(sha256(canonical.toString()));
        headers.set(
                "Authorization",
                ALGORITHM + " Credential=" + keys.id() + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                        + hex(hmac(key(keys, day), toSign)));
    }

    private static String query(List<Call.Parameter> parameters) {
        var encoded = new ArrayList<Call.Parameter>(parameters.size());
        for (var parameter : parameters) {
            encoded.add(new Call.Parameter(UriCode.parameter(parameter.name()), UriCode.parameter(parameter.value())));
        }
        encoded.sort(Comparator.comparing(Call.Parameter::name).thenComparing(Call.Parameter::value));
        var query = new StringBuilder();
        for (var parameter : encoded) {
            query.append(query.isEmpty() ? "" : "&")
                    .append(parameter.name())
                    .append('=')
                    .append(parameter.value());
        }
        return query.toString();
    }

    /** Without blanks at the ends and with one where there were several. */
    private static String collapsed(String value) {
        var stripped = value.strip();
        return stripped.contains("  ") ? stripped.replaceAll(" +", " ") : stripped;
    }

    private SecretKeySpec key(Keys keys, String day) {
        var known = derived;
        if (known == null || !known.day().equals(day) || !known.keys().equals(keys)) {
            var secret = new SecretKeySpec(("AWS4" + keys.secret()).getBytes(StandardCharsets.UTF_8), HMAC);
            var key = secret;
            for (var step : List.of(day, region, "s3", "aws4_request")) {
                key = new SecretKeySpec(hmac(key, step), HMAC);
            }
            known = new Derived(keys, day, key);
            derived = known;
        }
        return known.key();
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String day(Instant moment) {
        var date = moment.atOffset(ZoneOffset.UTC);
        return digits(date.getYear(), 4) + digits(date.getMonthValue(), 2) + digits(date.getDayOfMonth(), 2);
    }

    private static String time(Instant moment) {
        var date = moment.atOffset(ZoneOffset.UTC);
        return digits(date.getHour(), 2) + digits(date.getMinute(), 2) + digits(date.getSecond(), 2);
    }

    private static String digits(int number, int count) {
        var text = Integer.toString(number);
        return "0".repeat(count - text.length()) + text;
    }
}
