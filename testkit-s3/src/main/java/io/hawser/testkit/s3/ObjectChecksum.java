package io.hawser.testkit.s3;

import io.hawser.testkit.Content;

/** The checksum that is kept of an object. */
public final class ObjectChecksum {
    private final ChecksumAlgorithm algorithm;
    private final Type type;
    private final Content content;
    private String value;

    private ObjectChecksum(ChecksumAlgorithm algorithm, Type type, Content content, String value) {
        this.algorithm = algorithm;
        this.type = type;
        this.content = content;
        this.value = value;
    }

    /** A checksum that is known. */
    static ObjectChecksum of(ChecksumAlgorithm algorithm, Type type, String value) {
        return new ObjectChecksum(algorithm, type, Content.empty(), value);
    }

    /** The checksum of these bytes, computed when somebody asks for it. */
    static ObjectChecksum of(ChecksumAlgorithm algorithm, Content content) {
        return new ObjectChecksum(algorithm, Type.FULL_OBJECT, content, "");
    }

    /** What the checksum of a multipart object is of. */
    public enum Type {
        /** Of the bytes. */
        FULL_OBJECT,
        /** Of the checksums of the parts. */
        COMPOSITE
    }

    /** How it is computed. */
    public ChecksumAlgorithm algorithm() {
        return algorithm;
    }

    /** What it is computed of. */
    public Type type() {
        return type;
    }

    /** In base64, with the number of parts if it is composite. */
    public synchronized String value() {
        if (value.isEmpty()) {
            value = algorithm.of(content);
        }
        return value;
    }
}
