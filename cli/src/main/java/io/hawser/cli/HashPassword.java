package io.hawser.cli;

import io.hawser.server.PasswordHash;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** {@code hawser serve hash-password}: the hash of a password that no argument, variable or history ever holds. */
final class HashPassword {
    private static final int LONGEST = 4096;

    private HashPassword() {}

    static int run(Invocation call) throws UsageException, OutputException {
        if (call.command().options().stream().anyMatch(call.settings()::isFlag)) {
            throw new UsageException("hash-password: takes no options");
        }
        var password = Terminal.isInput() ? asked(new TerminalPrompt(call.screen())) : read();
        try {
            call.out().line(PasswordHash.of(password));
        } catch (IllegalArgumentException e) {
            throw new UsageException("hash-password: " + e.getMessage() + " cannot be used");
        }
        return 0;
    }

    private static String asked(TerminalPrompt prompt) throws UsageException {
        var first = prompt.secret("Password: ");
        var second = first.isEmpty() ? first : prompt.secret("Again: ");
        if (second.isEmpty()) {
            throw new UsageException("hash-password: no password was given");
        }
        if (!Arrays.equals(first.get(), second.get())) {
            throw new UsageException("hash-password: the two passwords differ");
        }
        return new String(first.get());
    }

    /** The first line of standard input, as it is but for its end. */
    private static String read() throws UsageException {
        try (var in = new FileInputStream(FileDescriptor.in)) {
            var bytes = new byte[LONGEST];
            int length = 0;
            for (int next = in.read(); next >= 0 && next != '\n' && length < LONGEST; next = in.read()) {
                bytes[length++] = (byte) next;
            }
            if (length > 0 && bytes[length - 1] == '\r') {
                length--;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new UsageException("hash-password: the password on standard input is not in UTF-8");
        } catch (IOException e) {
            throw new UsageException("hash-password: standard input cannot be read: " + Reason.of(e));
        }
    }
}
