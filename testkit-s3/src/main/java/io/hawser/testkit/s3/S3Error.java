package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Headers;

/** An answer that is an error of the S3 API. */
final class S3Error extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient Headers headers;
    private final transient Headers elements;

    private S3Error(int status, String code, String message, Headers headers, Headers elements) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
        this.elements = elements;
    }

    S3Error(int status, String code, String message) {
        this(status, code, message, Headers.none(), Headers.none());
    }

    /** This error with a header field in the answer. */
    S3Error header(String name, String value) {
        return new S3Error(status, code, getMessage(), headers.with(name, value), elements);
    }

    /** This error with one more element in its XML. */
    S3Error element(String name, String value) {
        return new S3Error(status, code, getMessage(), headers, elements.and(name, value));
    }

    static S3Error noSuchKey(String key) {
        return new S3Error(404, "NoSuchKey", "The specified key does not exist.").element("Key", key);
    }

    static S3Error noSuchVersion(String key, String version) {
        return new S3Error(404, "NoSuchVersion", "The specified version does not exist.")
                .element("Key", key)
                .element("VersionId", version);
    }

    static S3Error noSuchUpload(String id) {
        return new S3Error(
                        404,
                        "NoSuchUpload",
                        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted"
                                + " or completed.")
                .element("UploadId", id);
    }

    static S3Error accessDenied() {
        return new S3Error(403, "AccessDenied", "Access Denied");
    }

    static S3Error invalidRequest(String message) {
        return new S3Error(400, "InvalidRequest", message);
    }

    static S3Error invalidArgument(String message) {
        return new S3Error(400, "InvalidArgument", message);
    }

    static S3Error badDigest(String what) {
        return new S3Error(400, "BadDigest", "The " + what + " you specified did not match the calculated checksum.");
    }

    static S3Error malformedXml() {
        return new S3Error(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema");
    }

    static S3Error preconditionFailed(String condition) {
        return new S3Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
                .element("Condition", condition);
    }

    static S3Error notImplemented(String header) {
        return new S3Error(501, "NotImplemented", "A header you provided implies functionality that is not implemented")
                .element("Header", header);
    }

    /** The XML of this error. */
    String document() {
        Xml xml = Xml.error().add("Code", code).add("Message", getMessage());
        elements.fields().forEach(element -> xml.add(element.name(), element.value()));
        return xml.add("RequestId", "0").document();
    }

    /** The answer; one to HEAD has no content. */
    Answer answer(boolean head) {
        Answer answer = Answer.status(status);
        for (Headers.Field field : headers.fields()) {
            answer = answer.with(field.name(), field.value());
        }
        return head || status == 304
                ? answer
                : answer.with("Content-Type", "application/xml").withText(document());
    }
}
