package io.hawser.testkit.s3;

import io.hawser.testkit.Content;
import io.hawser.testkit.NginxServer;
import io.hawser.testkit.UrlCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * nginx as an S3 endpoint to read from at full speed: buckets are the folders of a folder, objects the files in them.
 * GetObject, with ranges and conditions, and HeadObject work. Signatures are not looked at, entity tags are nginx's own,
 * there are no metadata, and errors are pages of HTML.
 *
 * <p>A listing tells all keys of a bucket, whatever its prefix and delimiter, as they were when {@link #publish} was
 * called last.
 */
public final class NginxS3Server implements S3Server {
    private static final String LISTINGS = ".listing";
    private static final int PAGE = 1000;

    private final NginxServer nginx;
    private final Path root;

    private NginxS3Server(NginxServer nginx, Path root) {
        this.nginx = nginx;
        this.root = root;
    }

    /**
     * Starts a server.
     *
     * @param root holds the buckets, and stays at the end
     * @param workers processes that serve
     */
    public static NginxS3Server serving(Path root, int workers) throws IOException {
        return new NginxS3Server(
                NginxServer.serving(root).withS3Listings().withWorkers(workers).start(), root.toRealPath());
    }

    /** Writes the listings of all buckets, in pages of 1,000 keys. */
    public void publish() throws IOException {
        try (DirectoryStream<Path> buckets = Files.newDirectoryStream(
                root, path -> !path.getFileName().toString().equals(LISTINGS))) {
            for (Path bucket : buckets) {
                publish(bucket.getFileName().toString());
            }
        }
    }

    private void publish(String bucket) throws IOException {
        Path folder = Files.createDirectories(root.resolve(LISTINGS).resolve(bucket));
        List<String> keys = List.copyOf(keys(bucket, ""));
        int pages = Math.max(1, Math.ceilDiv(keys.size(), PAGE));
        for (int page = 0; page < pages; page++) {
            boolean last = page == pages - 1;
            List<String> told = keys.subList(page * PAGE, Math.min(keys.size(), (page + 1) * PAGE));
            Xml xml = Xml.of("ListBucketResult")
                    .add("Name", bucket)
                    .add("MaxKeys", PAGE)
                    .add("EncodingType", "url")
                    .add("KeyCount", told.size())
                    .add("IsTruncated", !last)
                    .add("NextContinuationToken", last ? Optional.empty() : Optional.of(page + 1));
            for (String key : told) {
                Path file = file(bucket, key);
                xml.begin("Contents")
                        .add("Key", UrlCode.encodePath(key).replace("%20", "+"))
                        .add("LastModified", Files.getLastModifiedTime(file).toInstant())
                        .add("ETag", etag(file))
                        .add("Size", Files.size(file))
                        .add("StorageClass", "STANDARD")
                        .end();
            }
            Files.writeString(folder.resolve("page" + (page == 0 ? "" : page) + ".xml"), xml.document());
        }
    }

    /** The entity tag that nginx gives a file. */
    private static String etag(Path file) throws IOException {
        long seconds = Files.getLastModifiedTime(file).toInstant().getEpochSecond();
        return "\"" + Long.toHexString(seconds) + "-" + Long.toHexString(Files.size(file)) + "\"";
    }

    private Path file(String bucket, String key) {
        return root.resolve(bucket).resolve(key);
    }

    @Override
    public URI endpoint() {
        return URI.create(nginx.url(""));
    }

    @Override
    public String accessKey() {
        return "hawser-access";
    }

    @Override
    public String secretKey() {
        return "hawser-secret-of-tests";
    }

    @Override
    public void makeBucket(String bucket) throws IOException {
        Files.createDirectory(root.resolve(bucket));
    }

    @Override
    public void put(String bucket, String key, Content content) throws IOException {
        Path file = file(bucket, key);
        Files.createDirectories(file.getParent());
        content.writeTo(file);
    }

    @Override
    public Optional<Content> get(String bucket, String key) throws IOException {
        Path file = file(bucket, key);
        return Files.exists(file) ? Optional.of(Content.of(Files.readAllBytes(file))) : Optional.empty();
    }

    @Override
    public OptionalLong mismatch(String bucket, String key, Content expected) throws IOException {
        return expected.mismatch(file(bucket, key));
    }

    @Override
    public void delete(String bucket, String key) throws IOException {
        Files.deleteIfExists(file(bucket, key));
    }

    @Override
    public SortedSet<String> keys(String bucket, String prefix) throws IOException {
        SortedSet<String> keys = new TreeSet<>(S3Bucket.KEY_ORDER);
        Path folder = root.resolve(bucket);
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(key -> key.startsWith(prefix))
                    .forEach(keys::add);
        }
        return keys;
    }

    @Override
    public List<UnfinishedUpload> uploads(String bucket) {
        return List.of();
    }

    @Override
    public List<S3Request> requests() {
        try {
            return nginx.served().stream()
                    .map(served -> S3Request.parse(served.method(), served.target(), false))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The requests that are finished, with what nginx knows of them. */
    public List<NginxServer.Served> served() throws IOException {
        return nginx.served();
    }

    @Override
    public void close() throws IOException {
        nginx.close();
    }
}
