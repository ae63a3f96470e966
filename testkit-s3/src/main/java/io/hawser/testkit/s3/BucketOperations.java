package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import java.io.IOException;

/** What requests do to buckets as a whole. */
final class BucketOperations {
    private final ServerState state;
    private final String region;

    BucketOperations(ServerState state, String region) {
        this.state = state;
        this.region = region;
    }

    Answer create(Incoming request) throws IOException {
        // Without a content, which would only name the region, some clients tell no length of one either.
        if (request.header("Content-Length").isPresent()) {
            Payload.read(request, state.spool);
        }
        if (state.buckets.putIfAbsent(request.bucket(), new S3Bucket(request.bucket())) != null) {
            throw new S3Error(
                    409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded");
        }
        return Answer.status(200).with("Location", "/" + request.bucket());
    }

    Answer head(Incoming request) {
        return Answer.status(200).with("x-amz-bucket-region", regionOf(state.bucket(request)));
    }

    Answer delete(Incoming request) {
        S3Bucket bucket = state.bucket(request);
        if (!bucket.isEmpty()) {
            throw new S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
        }
        state.buckets.remove(bucket.name());
        return Answer.status(204);
    }

    /** The oldest region of all has no name here. */
    Answer location(Incoming request) {
        String name = regionOf(state.bucket(request));
        return Answer.status(200)
                .with("Content-Type", "application/xml")
                .withText("<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + (name.equals("us-east-1") ? "" : name) + "</LocationConstraint>");
    }

    private String regionOf(S3Bucket bucket) {
        return bucket.region().orElse(region);
    }

    Answer versioning(Incoming request) {
        return Xml.of("VersioningConfiguration")
                .add("Status", state.bucket(request).versioningStatus())
                .answer(200);
    }

    Answer putVersioning(Incoming request) throws IOException {
        S3Bucket bucket = state.bucket(request);
        byte[] document = Payload.read(request, state.spool).content().bytes();
        switch (Xml.child(Xml.parse(document), "Status").orElse("")) {
            case "Enabled" -> bucket.versioned();
            case "Suspended" -> bucket.suspended();
            default -> throw S3Error.malformedXml();
        }
        return Answer.status(200);
    }
}
