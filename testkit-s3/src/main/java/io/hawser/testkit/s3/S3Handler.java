package io.hawser.testkit.s3;

import io.hawser.testkit.Answer;
import io.hawser.testkit.Handler;
import io.hawser.testkit.Request;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Answers the requests to a scripted server: rules first, then rights, then the work. */
final class S3Handler implements Handler {
    private final ServerState state;
    private final ScriptedS3Server server;
    private final List<S3Rule> rules = new CopyOnWriteArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final BucketOperations buckets;
    private final ObjectReading reading;
    private final ObjectWriting writing;
    private final MultipartUploads uploads;
    private final Completion completion;
    private final Listings listings;
    private final VersionListing versions;

    S3Handler(ServerState state, ScriptedS3Server server) {
        this.state = state;
        this.server = server;
        buckets = new BucketOperations(state, server.region());
        reading = new ObjectReading(state);
        writing = new ObjectWriting(state, reading);
        uploads = new MultipartUploads(state);
        completion = new Completion(state, uploads);
        listings = new Listings(state);
        versions = new VersionListing(state);
    }

    void add(S3Rule rule) {
        rules.add(rule);
    }

    @Override
    public Answer answer(Request request) throws IOException {
        S3Exchange exchange = S3Exchange.of(request, 0, 0);
        // Every rule counts what it matches; the first that has a fault for this one decides.
        List<S3Fault> faults = rules.stream()
                .map(rule -> rule.apply(exchange))
                .flatMap(Optional::stream)
                .toList();
        Answer answer = faults.isEmpty()
                ? perform(request, request)
                : faults.getFirst().answer(request, changed -> perform(request, changed));
        return answer.rawHead().isPresent() || answer.headers().has("Date")
                ? answer
                : answer.with("Date", ServedFile.httpDate(state.now()))
                        .with("x-amz-request-id", String.format("%016X", answers.incrementAndGet()))
                        .with("Server", "AmazonS3");
    }

    /** Does what a changed request asks for with the rights of the one that came. */
    private Answer perform(Request came, Request changed) throws IOException {
        try {
            Incoming request = Incoming.of(came);
            Optional<S3Bucket> bucket = Optional.ofNullable(state.buckets.get(request.bucket()));
            String region = bucket.flatMap(S3Bucket::region).orElse(server.region());
            if (bucket.isPresent() && bucket.get().wrongRegion() == S3Bucket.WrongRegion.REDIRECT) {
                redirect(request, region);
            }
            Incoming verified =
                    new Authorization(server.accessKey(), server.secretKey(), region, state.now()).verify(request);
            if (verified.signer().isEmpty()
                    && bucket.filter(S3Bucket::isAnonymous).isEmpty()) {
                throw S3Error.accessDenied();
            }
            boolean pays = request.header("x-amz-request-payer")
                    .filter("requester"::equals)
                    .isPresent();
            boolean charged = bucket.filter(S3Bucket::isRequesterPays).isPresent();
            if (charged && !pays) {
                throw S3Error.accessDenied();
            }
            Answer answer = dispatch(new Incoming(changed, Incoming.of(changed).s3(), verified.signer()));
            return charged ? answer.with("x-amz-request-charged", "requester") : answer;
        } catch (S3Error error) {
            return error.answer(came.isHead());
        }
    }

    /** The region is part of the signature's scope, which is told from the header field before it is verified. */
    private void redirect(Incoming request, String region) {
        boolean right = request.header("Authorization")
                .filter(field -> field.contains("/" + region + "/s3/"))
                .isPresent();
        if (!right) {
            throw new S3Error(
                            301,
                            "PermanentRedirect",
                            "The bucket you are attempting to access must be addressed using the specified endpoint."
                                    + " Please send all future requests to this endpoint.")
                    .header("x-amz-bucket-region", region)
                    .element("Endpoint", server.endpoint().getAuthority())
                    .element("Bucket", request.bucket());
        }
    }

    private Answer dispatch(Incoming request) throws IOException {
        return switch (request.s3().operation()) {
            case LIST_BUCKETS -> listings.buckets();
            case CREATE_BUCKET -> buckets.create(request);
            case HEAD_BUCKET -> buckets.head(request);
            case DELETE_BUCKET -> buckets.delete(request);
            case GET_BUCKET_LOCATION -> buckets.location(request);
            case GET_BUCKET_VERSIONING -> buckets.versioning(request);
            case PUT_BUCKET_VERSIONING -> buckets.putVersioning(request);
            case LIST_OBJECTS -> listings.objects(request, false);
            case LIST_OBJECTS_V2 -> listings.objects(request, true);
            case LIST_OBJECT_VERSIONS -> versions.list(request);
            case LIST_MULTIPART_UPLOADS -> listings.uploads(request);
            case DELETE_OBJECTS -> writing.deleteAll(request);
            case GET_OBJECT, HEAD_OBJECT -> reading.get(request);
            case GET_OBJECT_ATTRIBUTES -> reading.attributes(request);
            case GET_OBJECT_TAGGING -> reading.tagging(request);
            case PUT_OBJECT_TAGGING -> writing.putTagging(request);
            case PUT_OBJECT_ACL -> writing.putAcl(request);
            case PUT_OBJECT -> writing.put(request);
            case COPY_OBJECT -> writing.copy(request);
            case DELETE_OBJECT -> writing.delete(request);
            case CREATE_MULTIPART_UPLOAD -> uploads.create(request);
            case UPLOAD_PART -> uploads.part(request);
            case UPLOAD_PART_COPY -> uploads.partCopy(request);
            case LIST_PARTS -> uploads.list(request);
            case COMPLETE_MULTIPART_UPLOAD -> completion.complete(request);
            case ABORT_MULTIPART_UPLOAD -> uploads.abort(request);
            case GET_OBJECT_ACL, OTHER ->
                throw new S3Error(501, "NotImplemented", "This server does not know " + request.http());
        };
    }
}
