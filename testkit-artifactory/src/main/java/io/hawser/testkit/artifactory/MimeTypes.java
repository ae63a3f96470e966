package io.hawser.testkit.artifactory;

import java.util.Locale;

/** Types by the ends of names: a few of those that Artifactory comes with. */
final class MimeTypes {
    private MimeTypes() {}

    static String of(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "jar", "war", "ear" -> "application/java-archive";
            case "pom" -> "application/x-maven-pom+xml";
            case "xml" -> "application/xml";
            case "json" -> "application/json";
            case "txt", "log" -> "text/plain";
            case "html" -> "text/html";
            case "zip" -> "application/zip";
            case "gz", "tgz" -> "application/x-gzip";
            case "tar" -> "application/x-tar";
            default -> "application/octet-stream";
        };
    }
}
