package io.hawser.s3;

import io.hawser.http.client.HttpDate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One thing that can be set for an object, by the name that boto3 and s3transfer give it and the header field that carries it. */
enum ObjectOption {
    ACL("ACL", "x-amz-acl"),
    CACHE_CONTROL("CacheControl", "Cache-Control"),
    CHECKSUM_ALGORITHM("ChecksumAlgorithm", ""),
    CHECKSUM_MODE("ChecksumMode", "x-amz-checksum-mode"),
    CONTENT_DISPOSITION("ContentDisposition", "Content-Disposition"),
    CONTENT_ENCODING("ContentEncoding", "Content-Encoding"),
    CONTENT_LANGUAGE("ContentLanguage", "Content-Language"),
    CONTENT_TYPE("ContentType", "Content-Type"),
    COPY_SOURCE_SSE_CUSTOMER_ALGORITHM(
            "CopySourceSSECustomerAlgorithm", "x-amz-copy-source-server-side-encryption-customer-algorithm"),
    COPY_SOURCE_SSE_CUSTOMER_KEY("CopySourceSSECustomerKey", "x-amz-copy-source-server-side-encryption-customer-key"),
    COPY_SOURCE_SSE_CUSTOMER_KEY_MD5(
            "CopySourceSSECustomerKeyMD5", "x-amz-copy-source-server-side-encryption-customer-key-MD5"),
    EXPECTED_BUCKET_OWNER("ExpectedBucketOwner", "x-amz-expected-bucket-owner"),
    EXPIRES("Expires", "Expires"),
    GRANT_FULL_CONTROL("GrantFullControl", "x-amz-grant-full-control"),
    GRANT_READ("GrantRead", "x-amz-grant-read"),
    GRANT_READ_ACP("GrantReadACP", "x-amz-grant-read-acp"),
    GRANT_WRITE_ACP("GrantWriteACP", "x-amz-grant-write-acp"),
    METADATA("Metadata", ""),
    OBJECT_LOCK_LEGAL_HOLD_STATUS("ObjectLockLegalHoldStatus", "x-amz-object-lock-legal-hold"),
    OBJECT_LOCK_MODE("ObjectLockMode", "x-amz-object-lock-mode"),
    OBJECT_LOCK_RETAIN_UNTIL_DATE("ObjectLockRetainUntilDate", "x-amz-object-lock-retain-until-date"),
    REQUEST_PAYER("RequestPayer", "x-amz-request-payer"),
    SERVER_SIDE_ENCRYPTION("ServerSideEncryption", "x-amz-server-side-encryption"),
    STORAGE_CLASS("StorageClass", "x-amz-storage-class"),
    SSE_CUSTOMER_ALGORITHM("SSECustomerAlgorithm", "x-amz-server-side-encryption-customer-algorithm"),
    SSE_CUSTOMER_KEY("SSECustomerKey", "x-amz-server-side-encryption-customer-key"),
    SSE_CUSTOMER_KEY_MD5("SSECustomerKeyMD5", "x-amz-server-side-encryption-customer-key-MD5"),
    SSE_KMS_KEY_ID("SSEKMSKeyId", "x-amz-server-side-encryption-aws-kms-key-id"),
    SSE_KMS_ENCRYPTION_CONTEXT("SSEKMSEncryptionContext", "x-amz-server-side-encryption-context"),
    TAGGING("Tagging", "x-amz-tagging"),
    VERSION_ID("VersionId", ""),
    WEBSITE_REDIRECT_LOCATION("WebsiteRedirectLocation", "x-amz-website-redirect-location");

    /** What a download takes, in s3transfer's order. */
    static final List<ObjectOption> READ = List.of(
            CHECKSUM_MODE,
            VERSION_ID,
            SSE_CUSTOMER_ALGORITHM,
            SSE_CUSTOMER_KEY,
            SSE_CUSTOMER_KEY_MD5,
            REQUEST_PAYER,
            EXPECTED_BUCKET_OWNER);

    /** What an upload or a copy takes. */
    static final List<ObjectOption> WRITE = List.of(
            ACL,
            CACHE_CONTROL,
            CHECKSUM_ALGORITHM,
            CONTENT_DISPOSITION,
            CONTENT_ENCODING,
            CONTENT_LANGUAGE,
            CONTENT_TYPE,
            EXPECTED_BUCKET_OWNER,
            EXPIRES,
            GRANT_FULL_CONTROL,
            GRANT_READ,
            GRANT_READ_ACP,
            GRANT_WRITE_ACP,
            METADATA,
            OBJECT_LOCK_LEGAL_HOLD_STATUS,
            OBJECT_LOCK_MODE,
            OBJECT_LOCK_RETAIN_UNTIL_DATE,
            REQUEST_PAYER,
            SERVER_SIDE_ENCRYPTION,
            STORAGE_CLASS,
            SSE_CUSTOMER_ALGORITHM,
            SSE_CUSTOMER_KEY,
            SSE_CUSTOMER_KEY_MD5,
            SSE_KMS_KEY_ID,
            SSE_KMS_ENCRYPTION_CONTEXT,
            TAGGING,
            WEBSITE_REDIRECT_LOCATION,
            COPY_SOURCE_SSE_CUSTOMER_ALGORITHM,
            COPY_SOURCE_SSE_CUSTOMER_KEY,
            COPY_SOURCE_SSE_CUSTOMER_KEY_MD5);

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final String label;
    private final String header;

    ObjectOption(String label, String header) {
        this.label = label;
        this.header = header;
    }

    /** The name as boto3 writes it. */
    String label() {
        return label;
    }

    /** The field that carries the value as it is; empty where it goes another way. */
    String header() {
        return header;
    }

    /** A key: shown nowhere, and taken only from a file or the environment. */
    boolean secret() {
        return this == SSE_CUSTOMER_KEY || this == COPY_SOURCE_SSE_CUSTOMER_KEY;
    }

    /** The option of that name, in any case and with or without dashes, so that {@code content-type} is {@code ContentType}. */
    static Optional<ObjectOption> named(String name) {
        var plain = name.replace("-", "");
        return Arrays.stream(values())
                .filter(o -> o.label.equalsIgnoreCase(plain))
                .findFirst();
    }

    /**
     * The value as the field has it.
     *
     * @throws IllegalArgumentException when it is none; the message says what would be right
     */
    String checked(String value) {
        return switch (this) {
            case CHECKSUM_MODE -> oneOf(value, "ENABLED", "DISABLED");
            case CHECKSUM_ALGORITHM -> oneOf(value, "CRC64NVME", "CRC32", "CRC32C", "SHA1", "SHA256");
            case REQUEST_PAYER -> oneOf(value, "requester");
            case SSE_CUSTOMER_ALGORITHM, COPY_SOURCE_SSE_CUSTOMER_ALGORITHM -> oneOf(value, "AES256");
            case OBJECT_LOCK_LEGAL_HOLD_STATUS -> oneOf(value, "ON", "OFF");
            case OBJECT_LOCK_RETAIN_UNTIL_DATE -> moment(value).toString();
            case EXPIRES ->
                HttpDate.parse(value).isPresent()
                        ? value
                        : HTTP_DATE.format(moment(value).atOffset(ZoneOffset.UTC));
            default -> ascii(value);
        };
    }

    private static String oneOf(String value, String... some) {
        for (var one : some) {
            if (one.equalsIgnoreCase(value)) {
                return one;
            }
        }
        throw new IllegalArgumentException(String.join(" or ", some) + " is needed, not '" + value + "'");
    }

    private static Instant moment(String value) {
        try {
            return Instant.parse(value.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "a moment such as 2030-01-31T12:00:00Z is needed, not '" + value + "'", e);
        }
    }

    /** A field cannot carry more, and S3 would store something else. */
    static String ascii(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7f) {
                throw new IllegalArgumentException(
                        "only printable ASCII characters can be sent; others are percent-encoded by whoever sets them");
            }
        }
        return value;
    }
}
