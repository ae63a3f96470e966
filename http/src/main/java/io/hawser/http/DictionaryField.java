package io.hawser.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * A field whose value is a dictionary of byte sequences, RFC 8941 section 3.2. Values of other kinds are passed over,
 * inner lists are not understood.
 */
final class DictionaryField {
    private final String text;
    private int at;

    DictionaryField(String text) {
        this.text = text;
    }

    /** Each key with what stands between its colons, in Base64; nothing at all where the syntax is broken. */
    Map<String, String> members() {
        var members = new LinkedHashMap<String, String>();
        try {
            pass(c -> c == ' ');
            while (at < text.length()) {
                var key = key();
                members.remove(key);
                if (passed('=')) {
                    boolean bytes = at < text.length() && text.charAt(at) == ':';
                    var value = bareItem();
                    if (bytes) {
                        members.put(key, value.substring(1, value.length() - 1));
                    }
                }
                passParameters();
                passComma();
            }
            return members;
        } catch (SyntaxException _) {
            return Map.of();
        }
    }

    private void passParameters() throws SyntaxException {
        while (passed(';')) {
            pass(c -> c == ' ');
            key();
            if (passed('=')) {
                bareItem();
            }
        }
    }

    private void passComma() throws SyntaxException {
        pass(DictionaryField::optionalSpace);
        if (at < text.length()) {
            expect(passed(','));
            pass(DictionaryField::optionalSpace);
            expect(at < text.length());
        }
    }

    private String key() throws SyntaxException {
        int start = at;
        expect(at < text.length() && (lower(text.charAt(at)) || text.charAt(at) == '*'));
        pass(c -> lower(c) || digit(c) || "_-.*".indexOf(c) >= 0);
        return text.substring(start, at);
    }

    private String bareItem() throws SyntaxException {
        int start = at;
        if (passed(':')) {
            pass(c -> lower(c) || c >= 'A' && c <= 'Z' || digit(c) || "+/=".indexOf(c) >= 0);
            expect(passed(':'));
        } else if (passed('"')) {
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            expect(passed('"'));
        } else {
            pass(c -> c > ' ' && c < 0x7f && ",;\"()".indexOf(c) < 0);
            expect(at > start);
        }
        return text.substring(start, at);
    }

    private boolean passed(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void pass(IntPredicate these) {
        while (at < text.length() && these.test(text.charAt(at))) {
            at++;
        }
    }

    private static void expect(boolean condition) throws SyntaxException {
        if (!condition) {
            throw new SyntaxException();
        }
    }

    private static boolean optionalSpace(int c) {
        return c == ' ' || c == '\t';
    }

    private static boolean lower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The field is no dictionary. */
    private static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
