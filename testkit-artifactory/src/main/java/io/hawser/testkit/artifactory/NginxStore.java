package io.hawser.testkit.artifactory;

import io.hawser.testkit.NginxServer;
import io.hawser.testkit.artifactory.Checksums.Kind;
import io.hawser.testkit.artifactory.StoredItem.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * nginx as the store of a server in a cloud, on the host {@code localhost}: downloads are redirected to it and come at
 * full speed, with nginx's own ranges, conditions and entity tags. It gives nothing without the signature in its URLs,
 * here one for all files, and refuses requests that bring credentials besides, as S3 does.
 */
public final class NginxStore implements DownloadStore, AutoCloseable {
    private static final SignedPath ALL = new SignedPath("/filestore/", "a secret of tests");

    private final NginxServer nginx;
    private final Path root;

    private NginxStore(NginxServer nginx, Path root) {
        this.nginx = nginx;
        this.root = root;
    }

    /**
     * Starts a store.
     *
     * @param root receives the files, and stays at the end
     * @param workers processes that serve, 1 or more
     */
    public static NginxStore serving(Path root, int workers) throws IOException {
        String location = """
                location /filestore/ {
                    root "%s";
                    if ($http_authorization) { return 400; }
                    if ($http_x_jfrog_art_api) { return 400; }
                    if ($request_method != GET) { return 403; }
                    if ($arg_signature != "%s") { return 403; }
                }
                """.formatted(NginxServer.quoted(root.toAbsolutePath().toString()), ALL.signature());
        return new NginxStore(
                NginxServer.serving(root)
                        .withLocations(location)
                        .withWorkers(workers)
                        .start(),
                root);
    }

    @Override
    public URI signedUrl(StoredItem item) {
        StoredFile file = item.file().orElseThrow();
        String path =
                SignedPath.of(file.checksums().get(Kind.SHA1).orElseThrow(), "").path();
        try {
            write(file, root.resolve(path.substring(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return URI.create("http://localhost:" + nginx.port() + path + "?signature=" + ALL.signature());
    }

    private synchronized void write(StoredFile file, Path to) throws IOException {
        if (!Files.exists(to)) {
            Files.createDirectories(to.getParent());
            file.content().writeTo(to);
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
