package io.hawser.ledger;

import io.hawser.Algorithm;
import io.hawser.Digest;
import io.hawser.Verified;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * A record as a line of text: fields between tabs, the first of them the CRC-32C of what follows it, in hexadecimal. Then come source and target, when, what the
 * source was (size in bytes, time, version, digest), the same of the target, how it was verified, and the digest of that. What is not known is empty.
 */
final class LedgerLine {
    /** The longest line in bytes, its line break included; a longer one is no record. */
    static final int LONGEST = 1 << 16;

    private static final int SUM = 8;
    private static final int KEY = SUM + 1;
    private static final String DIGITS = "0123456789abcdef";
    private static final int FIELDS = 13;
    private static final String NOT_ASKED = "unasked";

    private LedgerLine() {}

    /** The line of a record, with its line break. */
    static byte[] of(LedgerRecord record) {
        var line = String.join(
                "\t",
                record.key().toString(),
                record.when().toString(),
                state(record.source()),
                state(record.target()),
                record.asked() ? record.verified().by().name().toLowerCase(Locale.ROOT) : NOT_ASKED,
                digest(record.verified().digest()));
        var body = line.getBytes(StandardCharsets.UTF_8);
        var bytes = new byte[KEY + body.length + 1];
        System.arraycopy(body, 0, bytes, KEY, body.length);
        var sum = String.format("%08x", sum(bytes, KEY, KEY + body.length)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(sum, 0, bytes, 0, SUM);
        bytes[SUM] = '\t';
        bytes[bytes.length - 1] = '\n';
        return bytes;
    }

    private static String state(FileState state) {
        return String.join(
                "\t",
                state.size().isPresent() ? Long.toString(state.size().getAsLong()) : "",
                state.modified().map(Instant::toString).orElse(""),
                LedgerText.escaped(state.version().orElse("")),
                digest(state.digest()));
    }

    private static String digest(Optional<Digest> digest) {
        return digest.map(d -> d.algorithm().label() + ":" + d.hex()
                        + d.parts().map(p -> "-" + p.count() + "x" + p.size()).orElse(""))
                .orElse("");
    }

    private static int sum(byte[] bytes, int from, int to) {
        var crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /** Whether what stands from {@code from} to {@code to}, without its line break, is a line as it was written. */
    static boolean intact(byte[] bytes, int from, int to) {
        if (to - from <= KEY || bytes[from + SUM] != '\t') {
            return false;
        }
        long told = 0;
        for (int i = from; i < from + SUM; i++) {
            int digit = DIGITS.indexOf(bytes[i]);
            if (digit < 0) {
                return false;
            }
            told = told << 4 | digit;
        }
        return (int) told == sum(bytes, from + KEY, to);
    }

    /** The hash of the key of an intact line. */
    static long hash(byte[] bytes, int from, int to) {
        return CopyKey.hash(bytes, from + KEY, endOfKey(bytes, from, to));
    }

    /** Whether two intact lines are of one key. */
    static boolean sameKey(byte[] one, int oneFrom, int oneTo, byte[] other, int otherFrom, int otherTo) {
        return Arrays.equals(
                one,
                oneFrom + KEY,
                endOfKey(one, oneFrom, oneTo),
                other,
                otherFrom + KEY,
                endOfKey(other, otherFrom, otherTo));
    }

    /** Whether an intact line is of that key. */
    static boolean isOf(CopyKey key, byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from + KEY, endOfKey(bytes, from, to), key.text(), 0, key.text().length);
    }

    private static int endOfKey(byte[] bytes, int from, int to) {
        int tabs = 0;
        for (int i = from + KEY; i < to; i++) {
            if (bytes[i] == '\t' && ++tabs == 2) {
                return i;
            }
        }
        return to;
    }

    /** The record in an intact line of that key; empty when a later version of Hawser wrote something else there. */
    static Optional<LedgerRecord> record(CopyKey key, byte[] bytes, int from, int to) {
        var fields = new String(bytes, from + KEY, to - from - KEY, StandardCharsets.UTF_8).split("\t", -1);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        try {
            boolean asked = !fields[11].equals(NOT_ASKED);
            var by = asked ? Verified.By.valueOf(fields[11].toUpperCase(Locale.ROOT)) : Verified.By.NONE;
            return Optional.of(new LedgerRecord(
                    key,
                    Instant.parse(fields[2]),
                    state(fields, 3),
                    state(fields, 7),
                    new Verified(digest(fields[12]), by),
                    asked));
        } catch (IllegalArgumentException | DateTimeException _) {
            return Optional.empty();
        }
    }

    private static FileState state(String[] fields, int first) {
        return new FileState(
                fields[first].isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[first])),
                present(fields[first + 1]).map(Instant::parse),
                present(fields[first + 2]).map(LedgerText::unescaped),
                digest(fields[first + 3]));
    }

    private static Optional<String> present(String field) {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }

    private static Optional<Digest> digest(String field) {
        if (field.isEmpty()) {
            return Optional.empty();
        }
        int colon = field.indexOf(':');
        int dash = field.indexOf('-', colon);
        var algorithm = Algorithm.named(field.substring(0, Math.max(0, colon)))
                .orElseThrow(() -> new IllegalArgumentException("an unknown digest"));
        if (dash < 0) {
            return Optional.of(new Digest(algorithm, field.substring(colon + 1)));
        }
        int times = field.indexOf('x', dash);
        return Optional.of(new Digest(algorithm, field.substring(colon + 1, dash))
                .ofParts(
                        Integer.parseInt(field.substring(dash + 1, Math.max(dash + 1, times))),
                        Long.parseLong(field.substring(times + 1))));
    }
}
