package io.hawser.testkit.s3;

import java.util.Set;

/** An operation of the S3 API, by its name there. */
public enum S3Operation {
    /** All buckets of the account. */
    LIST_BUCKETS,
    /** Makes a bucket. */
    CREATE_BUCKET,
    /** Whether a bucket is there. */
    HEAD_BUCKET,
    /** Removes a bucket. */
    DELETE_BUCKET,
    /** The region of a bucket. */
    GET_BUCKET_LOCATION,
    /** Whether a bucket keeps versions. */
    GET_BUCKET_VERSIONING,
    /** Has a bucket keep versions, or not. */
    PUT_BUCKET_VERSIONING,
    /** A listing with markers. */
    LIST_OBJECTS,
    /** A listing with continuation tokens. */
    LIST_OBJECTS_V2,
    /** A listing of all versions. */
    LIST_OBJECT_VERSIONS,
    /** A listing of unfinished multipart uploads. */
    LIST_MULTIPART_UPLOADS,
    /** Removes several objects. */
    DELETE_OBJECTS,
    /** Reads an object, or a range of it. */
    GET_OBJECT,
    /** What is known of an object. */
    HEAD_OBJECT,
    /** Checksums and parts of an object. */
    GET_OBJECT_ATTRIBUTES,
    /** The tags of an object. */
    GET_OBJECT_TAGGING,
    /** Sets the tags of an object. */
    PUT_OBJECT_TAGGING,
    /** Who may do what with an object. */
    GET_OBJECT_ACL,
    /** Sets who may do what with an object. */
    PUT_OBJECT_ACL,
    /** Writes an object. */
    PUT_OBJECT,
    /** Copies an object inside the endpoint. */
    COPY_OBJECT,
    /** Removes an object, or a version of it. */
    DELETE_OBJECT,
    /** Begins a multipart upload. */
    CREATE_MULTIPART_UPLOAD,
    /** Writes a part. */
    UPLOAD_PART,
    /** Copies a part inside the endpoint. */
    UPLOAD_PART_COPY,
    /** The parts of an unfinished multipart upload. */
    LIST_PARTS,
    /** Makes an object of the parts. */
    COMPLETE_MULTIPART_UPLOAD,
    /** Forgets the parts. */
    ABORT_MULTIPART_UPLOAD,
    /** None of these. */
    OTHER;

    /**
     * Which operation a request asks for.
     *
     * @param parameters the names in its query
     * @param copies whether it names another object as the source
     */
    static S3Operation of(String method, boolean bucket, boolean key, Set<String> parameters, boolean copies) {
        if (!bucket) {
            return method.equals("GET") ? LIST_BUCKETS : OTHER;
        }
        return key ? ofObject(method, parameters, copies) : ofBucket(method, parameters);
    }

    private static S3Operation ofBucket(String method, Set<String> parameters) {
        return switch (method) {
            case "HEAD" -> HEAD_BUCKET;
            case "DELETE" -> DELETE_BUCKET;
            case "POST" -> parameters.contains("delete") ? DELETE_OBJECTS : OTHER;
            case "PUT" -> parameters.contains("versioning") ? PUT_BUCKET_VERSIONING : CREATE_BUCKET;
            case "GET" -> {
                if (parameters.contains("location")) {
                    yield GET_BUCKET_LOCATION;
                } else if (parameters.contains("versioning")) {
                    yield GET_BUCKET_VERSIONING;
                } else if (parameters.contains("versions")) {
                    yield LIST_OBJECT_VERSIONS;
                } else if (parameters.contains("uploads")) {
                    yield LIST_MULTIPART_UPLOADS;
                }
                yield parameters.contains("list-type") ? LIST_OBJECTS_V2 : LIST_OBJECTS;
            }
            default -> OTHER;
        };
    }

    private static S3Operation ofObject(String method, Set<String> parameters, boolean copies) {
        boolean upload = parameters.contains("uploadId");
        return switch (method) {
            case "HEAD" -> HEAD_OBJECT;
            case "DELETE" -> upload ? ABORT_MULTIPART_UPLOAD : DELETE_OBJECT;
            case "POST" -> {
                if (parameters.contains("uploads")) {
                    yield CREATE_MULTIPART_UPLOAD;
                }
                yield upload ? COMPLETE_MULTIPART_UPLOAD : OTHER;
            }
            case "PUT" -> {
                if (parameters.contains("tagging")) {
                    yield PUT_OBJECT_TAGGING;
                } else if (parameters.contains("acl")) {
                    yield PUT_OBJECT_ACL;
                } else if (upload) {
                    yield copies ? UPLOAD_PART_COPY : UPLOAD_PART;
                }
                yield copies ? COPY_OBJECT : PUT_OBJECT;
            }
            case "GET" -> {
                if (parameters.contains("attributes")) {
                    yield GET_OBJECT_ATTRIBUTES;
                } else if (parameters.contains("tagging")) {
                    yield GET_OBJECT_TAGGING;
                } else if (parameters.contains("acl")) {
                    yield GET_OBJECT_ACL;
                }
                yield upload ? LIST_PARTS : GET_OBJECT;
            }
            default -> OTHER;
        };
    }
}
