package io.hawser.testkit.artifactory;

import io.hawser.testkit.NginxServer;
import io.hawser.testkit.UrlCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * nginx in front of a server, as JFrog has it in the configuration that Artifactory generates for it: every request goes
 * through, and Artifactory is told where the client believes it is. nginx decodes paths and encodes them anew, and leaves a
 * semicolon bare that was encoded, so a name that has one cannot be asked for.
 */
public final class ArtifactoryNginx implements AutoCloseable {
    private final NginxServer nginx;
    private final ArtifactoryServer server;
    private final Path root;

    private ArtifactoryNginx(NginxServer nginx, ArtifactoryServer server, Path root) {
        this.nginx = nginx;
        this.server = server;
        this.root = root;
    }

    /** Starts a proxy in front of a server that speaks no TLS. */
    public static ArtifactoryNginx inFrontOf(ArtifactoryServer server) throws IOException {
        return start(server, false);
    }

    /** Starts a proxy that compresses besides, whatever it is, for clients that accept it. */
    public static ArtifactoryNginx compressing(ArtifactoryServer server) throws IOException {
        return start(server, true);
    }

    private static ArtifactoryNginx start(ArtifactoryServer server, boolean gzip) throws IOException {
        String context = server.base().getRawPath() + "/";
        String location = """
                location ^~ %s {
                    proxy_read_timeout 2400s;
                    proxy_http_version 1.1;
                    proxy_request_buffering off;
                    proxy_pass http://127.0.0.1:%d%s;
                    proxy_set_header Host $http_host;
                    proxy_set_header X-JFrog-Override-Base-Url $scheme://$host:$server_port;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                }
                """.formatted(context, server.port(), context);
        Path root = Files.createTempDirectory("hawser-testkit-artifactory");
        NginxServer.Settings settings = NginxServer.serving(root).withLocations(location);
        try {
            NginxServer nginx = (gzip ? settings.withGzip() : settings).start();
            return new ArtifactoryNginx(nginx, server, root);
        } catch (IOException | RuntimeException e) {
            Files.delete(root);
            throw e;
        }
    }

    /** Where clients find Artifactory: the URL of its context path here, without a slash at the end. */
    public URI base() {
        return URI.create(nginx.url(server.base().getRawPath()));
    }

    /** The URL of an item, its path encoded. */
    public String url(String item) {
        return base() + "/" + UrlCode.encodePath(item);
    }

    @Override
    public void close() throws IOException {
        nginx.close();
        Files.delete(root);
    }
}
