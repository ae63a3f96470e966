package io.hawser.ssh.sftp;

import io.hawser.Location;

/** Paths of {@code sftp} locations as the server takes them. */
final class RemotePath {
    private static final String LOGIN_FOLDER = "/~";

    private RemotePath() {}

    /** The path that {@code location} names: {@code /~/x} is {@code x} in the login folder, anything else is absolute. */
    static String of(Location location) {
        var path = location.path();
        if (path.isEmpty()) {
            return "/";
        }
        if (path.equals(LOGIN_FOLDER)) {
            return ".";
        }
        if (path.startsWith(LOGIN_FOLDER + "/")) {
            var below = path.substring(3).replaceFirst("^/+", "");
            return below.isEmpty() ? "." : below;
        }
        return withoutSlash(path);
    }

    /** The folder that {@code path} lies in, to which a name can be added; empty for the login folder itself. */
    static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** Without slashes at the end, of which some servers make another path. */
    static String withoutSlash(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** The last name of {@code path}. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** A name in a folder. */
    static String in(String folder, String name) {
        return folder.isEmpty() || folder.endsWith("/") ? folder + name : folder + "/" + name;
    }
}
