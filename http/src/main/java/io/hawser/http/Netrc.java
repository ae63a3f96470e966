package io.hawser.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Logins from a file in the form of ftp's {@code .netrc}: {@code machine NAME login USER password SECRET}, with
 * {@code default} for every other machine, {@code macdef} passed over to the next empty line, and comments after
 * {@code #}. A token may be quoted, and a backslash inside quotes takes the next character literally ({@code \n},
 * {@code \r} and {@code \t} as usual).
 */
record Netrc(List<Login> logins) {
    /** What one {@code machine} or {@code default} says; an empty machine is the default. */
    record Login(Optional<String> machine, Optional<String> user, Optional<String> password) {
        private boolean serves(String host, Optional<String> wanted) {
            return machine.map(host::equalsIgnoreCase).orElse(true)
                    && (wanted.isEmpty() || user.isEmpty() || user.equals(wanted));
        }

        private Login withUser(String name) {
            return new Login(machine, Optional.of(name), password);
        }

        private Login withPassword(String secret) {
            return new Login(machine, user, Optional.of(secret));
        }
    }

    static final Netrc EMPTY = new Netrc(List.of());

    /** Reads the text of such a file; words that mean nothing are passed over, as ftp and curl do. */
    static Netrc parse(String text) {
        var logins = new ArrayList<Login>();
        var words = new Words(text);
        for (var word = words.next(); word != null; word = words.next()) {
            switch (word) {
                case "machine" ->
                    words.value()
                            .ifPresent(v -> logins.add(new Login(Optional.of(v), Optional.empty(), Optional.empty())));
                case "default" -> logins.add(new Login(Optional.empty(), Optional.empty(), Optional.empty()));
                case "login" -> words.value().ifPresent(v -> change(logins, l -> l.withUser(v)));
                case "password" -> words.value().ifPresent(v -> change(logins, l -> l.withPassword(v)));
                case "account" -> words.value();
                case "macdef" -> words.passMacro();
                default -> {}
            }
        }
        return new Netrc(List.copyOf(logins));
    }

    private static void change(List<Login> logins, UnaryOperator<Login> change) {
        if (!logins.isEmpty()) {
            logins.add(change.apply(logins.removeLast()));
        }
    }

    /** The first login for that host, of that user where one is given; the default comes last wherever it stands. */
    Optional<Login> find(String host, Optional<String> user) {
        return logins.stream()
                .filter(l -> l.machine().isPresent() && l.serves(host, user))
                .findFirst()
                .or(() -> logins.stream()
                        .filter(l -> l.machine().isEmpty() && l.serves(host, user))
                        .findFirst());
    }

    /** The words of the file. */
    private static final class Words {
        private final String text;
        private int at;

        private Words(String text) {
            this.text = text;
        }

        /** The next word where a keyword may stand, comments passed over; null at the end. */
        private String next() {
            while (true) {
                passSpace();
                if (at < text.length() && text.charAt(at) == '#') {
                    passLine();
                } else {
                    return at < text.length() ? word() : null;
                }
            }
        }

        /** The word that belongs to a keyword; it may begin with {@code #}. */
        private Optional<String> value() {
            passSpace();
            return at < text.length() ? Optional.of(word()) : Optional.empty();
        }

        private String word() {
            return text.charAt(at) == '"' ? quoted() : plain();
        }

        private String plain() {
            int start = at;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            var word = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < text.length()) {
                    at++;
                    c = switch (text.charAt(at)) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        default -> text.charAt(at);
                    };
                }
                word.append(c);
            }
            at++;
            return word.toString();
        }

        private void passMacro() {
            do {
                passLine();
            } while (at < text.length() && !atEmptyLine());
        }

        private boolean atEmptyLine() {
            return text.charAt(at) == '\n' || text.startsWith("\r\n", at);
        }

        private void passLine() {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end + 1;
        }

        private void passSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }
}
