/**
 * An Artifactory for tests. No package of the real one can be installed for a test, so {@link
 * io.hawser.testkit.artifactory.ArtifactoryServer} follows JFrog's REST API documentation (docs.jfrog.com/artifactory,
 * jfrog.com/help/r/jfrog-rest-apis), checked against its examples. Where that is silent it follows what answers of real
 * servers, versions 4 to 7, show; each class says so.
 */
package io.hawser.testkit.artifactory;
