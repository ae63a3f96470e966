package io.hawser.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a child process must not inherit, lest a test depend on the machine it runs on. */
public final class ChildEnvironment {
    private static final List<String> PREFIXES = List.of("HAWSER_", "AWS_", "XDG_", "SSH_", "LC_");
    private static final List<String> NAMES = List.of(
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "CURL_CA_BUNDLE",
            "CURL_HOME",
            "REQUESTS_CA_BUNDLE",
            "NETRC",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "LANG");

    private ChildEnvironment() {}

    /**
     * Removes proxies, certificate authorities, credentials and options of tools from an environment, and sets a locale
     * that has UTF-8 and English messages.
     */
    public static void scrub(Map<String, String> environment) {
        environment.keySet().removeIf(ChildEnvironment::leaks);
        environment.put("LC_ALL", "C.UTF-8");
    }

    private static boolean leaks(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith("_proxy")
                || NAMES.contains(name)
                || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
