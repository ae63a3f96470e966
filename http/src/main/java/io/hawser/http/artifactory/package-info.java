/**
 * JFrog Artifactory, a dialect of HTTP: files are URLs, and what HTTP has no words for (listings, checksums, properties,
 * copies on the server) goes by Artifactory's REST API.
 */
package io.hawser.http.artifactory;
