package io.hawser.ssh.transport;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers the library's questions while one connection logs in. A password that was given is tried once in each way; a person is asked up to as often
 * as ssh asks.
 */
final class Passwords implements UserInfo, UIKeyboardInteractive {
    /** Asks a person. */
    interface Person {
        Optional<char[]> secret(String question);

        Optional<String> line(String question);
    }

    private final String where;
    private final Optional<char[]> given;
    private final Person person;
    private final int tries;
    private final Consumer<String> trace;
    private int asked;
    private boolean givenTyped;
    private boolean givenAnswered;
    private boolean used;
    private char[] last;

    /** {@code given}: a password known beforehand. */
    Passwords(String where, Optional<char[]> given, Person person, int tries, Consumer<String> trace) {
        this.where = where;
        this.given = given;
        this.person = person;
        this.tries = tries;
        this.trace = trace;
    }

    /** Whether any answer was sent. */
    boolean used() {
        return used;
    }

    /** The answer that was sent last, if it can be given again. */
    Optional<char[]> last() {
        return Optional.ofNullable(last).map(char[]::clone);
    }

    @Override
    public boolean promptPassword(String message) {
        last = null;
        if (given.isPresent()) {
            if (!givenTyped) {
                givenTyped = true;
                last = given.get();
            }
        } else if (asked++ < tries) {
            last = person.secret("Password for " + where + ": ").orElse(null);
        }
        used |= last != null;
        return last != null;
    }

    @Override
    public String getPassword() {
        return last == null ? null : new String(last);
    }

    @Override
    public String[] promptKeyboardInteractive(
            String destination, String name, String instruction, String[] prompts, boolean[] echo) {
        if (prompts.length == 0) {
            return new String[0];
        }
        if (prompts.length == 1 && !echo[0] && given.isPresent()) {
            if (givenAnswered) {
                return null;
            }
            givenAnswered = true;
            used = true;
            last = given.get();
            return new String[] {new String(last)};
        }
        if (asked++ >= tries) {
            return null;
        }
        var answers = new String[prompts.length];
        for (int i = 0; i < prompts.length; i++) {
            // The server's words could pass for ours: they are shown as its own.
            var question = where + " asks: " + Shown.text(prompts[i]) + " ";
            var answer = echo[i] ? person.line(question).map(String::toCharArray) : person.secret(question);
            if (answer.isEmpty()) {
                return null;
            }
            used = true;
            last = prompts.length == 1 && !echo[0] ? answer.get() : null;
            answers[i] = new String(answer.get());
        }
        return answers;
    }

    @Override
    public void showMessage(String message) {
        message.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> trace.accept(where + " says: " + Shown.text(line)));
    }

    @Override
    public String getPassphrase() {
        return null;
    }

    @Override
    public boolean promptPassphrase(String message) {
        return false;
    }

    @Override
    public boolean promptYesNo(String message) {
        return false;
    }
}
