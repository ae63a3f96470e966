package io.hawser.s3;

/**
 * What the server behind an endpoint turned out not to do. Learned from its answers, once for all uploads of a run; begins with all that Amazon's can.
 */
final class Abilities {
    private volatile boolean checksums;
    private volatile boolean trailers = true;
    private volatile boolean told;
    private volatile boolean contentMd5;
    private volatile boolean conditions = true;

    /** {@code checksums}: whether to send S3's checksums where nobody asks for one ({@code AWS_REQUEST_CHECKSUM_CALCULATION}). */
    Abilities(boolean checksums) {
        this.checksums = checksums;
    }

    /** Whether to send checksums in header fields. */
    boolean checksums() {
        return checksums;
    }

    /** It refuses requests with checksums. */
    void withoutChecksums() {
        checksums = false;
    }

    /** Whether to send a checksum behind bytes that are streamed, in the aws-chunked coding. */
    boolean trailers() {
        return trailers;
    }

    /** It does not know that coding, or stores something else. */
    void withoutTrailers() {
        trailers = false;
    }

    /** Whether its answers have told the checksum of a streamed part, so that no MD5 is needed to compare. */
    boolean tellsChecksums() {
        return told;
    }

    void hasToldChecksum() {
        told = true;
    }

    void hasToldNoChecksum() {
        told = false;
    }

    /** Whether nothing in its answers proves what came, so that it is asked to compare an MD5 that is sent along. */
    boolean needsContentMd5() {
        return contentMd5 || !checksums;
    }

    void provesNothing() {
        contentMd5 = true;
    }

    /** Whether it may be asked to create only. */
    boolean conditions() {
        return conditions;
    }

    /** It refuses {@code If-None-Match}. */
    void withoutConditions() {
        conditions = false;
    }
}
