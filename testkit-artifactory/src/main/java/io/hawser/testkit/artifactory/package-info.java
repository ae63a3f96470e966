/**
 * An Artifactory for tests. No package of the real one can be installed for a test, so {@link
 * io.hawser.testkit.artifactory.ArtifactoryServer} follows JFrog's REST API documentation (docs.jfrog.com/artifactory,
 * jfrog.com/help/r/jfrog-rest-apis), checked against its examples. Where that is silent it follows what answers of real
 * servers, versions 4 to 7, show; each class says so.
 *
 * <pre>{@code
 * try (ArtifactoryServer server = ArtifactoryServer.start()) {
 *     server.put("libs-release/com/acme/a.jar", Content.random(1, 1 << 20));
 *     server.fault("libs-release/com/acme/a.jar", ArtifactoryFault.status(503)).first(2);
 *     download(server.url("libs-release/com/acme/a.jar"), server.user().token());
 *     assertThat(server.count(ArtifactoryOperation.DOWNLOAD)).isEqualTo(3);
 * }
 * }</pre>
 */
package io.hawser.testkit.artifactory;
