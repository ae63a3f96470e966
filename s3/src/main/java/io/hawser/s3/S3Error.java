package io.hawser.s3;

import io.hawser.StoreException;
import io.hawser.http.client.Answer;
import io.hawser.http.client.Headers;
import io.hawser.http.client.Refusal;
import io.hawser.http.client.Shown;
import io.hawser.store.Scope;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What S3 says when it refuses (Amazon S3 API Reference, "Error responses").
 *
 * @param status of the answer; 200 for an error that came after the answer had begun
 * @param code such as {@code NoSuchKey}; empty where only a status came, as in every answer to HEAD
 * @param message in S3's words
 * @param details the other elements of the error, such as {@code Region}
 * @param headers of the answer
 */
record S3Error(int status, String code, String message, Map<String, String> details, Headers headers) {
    private static final Pattern WRONG_SUM = Pattern.compile("(?i)checksum|md5");

    /** Reads the error in an answer, which is closed. */
    static S3Error read(Answer answer, Scope scope) {
        Map<String, String> texts = new HashMap<>();
        var type = answer.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        try (answer) {
            if (answer.length().orElse(1) > 0 && (type.contains("xml") || type.isEmpty())) {
                try (var xml = new Xml(answer, scope)) {
                    if (xml.root().equals("Error")) {
                        texts = xml.texts();
                        xml.finish();
                    }
                }
            }
        } catch (StoreException _) {
            // The status says enough; an error that cannot be read is still one.
        }
        return of(answer, texts);
    }

    /** The error whose elements are {@code texts}. */
    static S3Error of(Answer answer, Map<String, String> texts) {
        return new S3Error(
                answer.status(),
                texts.getOrDefault("Code", ""),
                texts.getOrDefault("Message", ""),
                texts,
                answer.headers());
    }

    boolean is(String other) {
        return code.equals(other);
    }

    /** The region in which the bucket is, where the answer tells. */
    Optional<String> region() {
        return headers.first("x-amz-bucket-region").or(() -> Optional.ofNullable(details.get("Region")));
    }

    /** What S3 said when this failure came about; empty where it was something else, or only asks for fewer requests. */
    static Optional<S3Error> in(Throwable failure) {
        return failure.getCause() instanceof Said said ? Optional.of(said.error) : Optional.empty();
    }

    /** Whether S3 said so when this failure came about. */
    static boolean says(Throwable failure, String code) {
        return in(failure).filter(error -> error.is(code)).isPresent();
    }

    /** Carries the error along with the failure that it stands for. */
    private static final class Said extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient S3Error error;

        private Said(S3Error error) {
            super(error.text(), null, false, false);
            this.error = error;
        }
    }

    /** The failure that it stands for. */
    StoreException about(Object where) {
        var text = text();
        var said = new Said(this);
        if (is("BadRequest") && WRONG_SUM.matcher(message).find()) {
            // S3Mock's words for BadDigest.
            return new StoreException.Unavailable(where, text, said);
        }
        if (headers.first("x-amz-delete-marker").orElse("").equals("true")) {
            return new StoreException.NotFound(where, text + "; what is there is a delete marker", said);
        }
        return switch (code) {
            case "NoSuchKey", "NoSuchBucket", "NoSuchVersion", "NoSuchUpload" ->
                new StoreException.NotFound(where, text, said);
            case "SlowDown",
                    "ServiceUnavailable",
                    "RequestLimitExceeded",
                    "Throttling",
                    "ThrottlingException",
                    "BandwidthLimitExceeded",
                    "TooManyRequests" ->
                new StoreException.Throttled(
                        where, text, Refusal.retryAfter(headers).orElse(null));
            // What came there was not what was sent, or not all of it: the next time it may be.
            case "BadDigest",
                    "XAmzContentChecksumMismatch",
                    "XAmzContentSHA256Mismatch",
                    "IncompleteBody",
                    "RequestTimeout",
                    "InternalError",
                    // It met another one on its way, and may be sent again.
                    "OperationAborted",
                    "ConditionalRequestConflict" -> new StoreException.Unavailable(where, text, said);
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestTimeTooSkewed", "RequestExpired" ->
                new StoreException.Denied(where, text, said);
            case "InvalidObjectState" ->
                new StoreException.Rejected(
                        where, text + "; an archived object must be restored before it can be read", said);
            case "NotImplemented", "MethodNotAllowed" -> new StoreException.Unsupported(where, text, said);
            case "PreconditionFailed" -> new StoreException.Conflict(where, text, said);
            default -> byStatus(where, text, said);
        };
    }

    private StoreException byStatus(Object where, String text, Said said) {
        return switch (status) {
            case 404, 410 -> new StoreException.NotFound(where, text, said);
            case 401, 403 -> new StoreException.Denied(where, text, said);
            case 409, 412 -> new StoreException.Conflict(where, text, said);
            case 405, 501 -> new StoreException.Unsupported(where, text, said);
            case 429, 503 ->
                new StoreException.Throttled(
                        where, text, Refusal.retryAfter(headers).orElse(null));
            case 408 -> new StoreException.Unavailable(where, text, said);
            default ->
                status >= 500 || status < 300
                        ? new StoreException.Unavailable(where, text, said)
                        : new StoreException.Rejected(where, text, said);
        };
    }

    private String text() {
        var said = new StringBuilder();
        if (code.isEmpty()) {
            said.append("the server answers ").append(status);
            // To HEAD it says no more.
            said.append(
                    switch (status) {
                        case 400 ->
                            ", as S3 does to HEAD where the customer's key (SSECustomerKey) is missing or wrong, or the"
                                    + " credentials have expired";
                        case 403 -> ": it is not allowed with these credentials";
                        case 404 -> ": there is nothing of that name";
                        default -> "";
                    });
        } else {
            said.append(Shown.text(code, 60));
        }
        if (!message.isEmpty()) {
            said.append(": ").append(Shown.text(message));
        }
        headers.first("x-amz-request-id")
                .ifPresent(id ->
                        said.append(" (request ").append(Shown.text(id, 60)).append(')'));
        return said.toString();
    }
}
