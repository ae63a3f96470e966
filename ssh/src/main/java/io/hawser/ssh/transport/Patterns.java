package io.hawser.ssh.transport;

import java.util.List;

/** Patterns of ssh_config(5) and sshd(8): {@code *}, {@code ?}, lists with commas, {@code !} in front of what must not match. */
final class Patterns {
    private Patterns() {}

    /** Whether the list has a pattern that matches, and no negated one that does. */
    static boolean matches(String list, String text) {
        return matches(List.of(list.split(",")), text);
    }

    static boolean matches(List<String> patterns, String text) {
        boolean found = false;
        for (var pattern : patterns) {
            if (pattern.startsWith("!")) {
                if (matchesOne(pattern.substring(1), text)) {
                    return false;
                }
            } else {
                found |= matchesOne(pattern, text);
            }
        }
        return found;
    }

    private static boolean matchesOne(String pattern, String text) {
        int p = 0;
        int star = -1;
        int retry = 0;
        for (int t = 0; t < text.length(); ) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                retry = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
