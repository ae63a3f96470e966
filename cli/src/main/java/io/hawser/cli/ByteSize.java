package io.hawser.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** Counts of bytes, and rates, as people write and read them. */
final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");
    private static final String UNITS = "KMGTPE";

    private ByteSize() {}

    /**
     * Reads {@code 500}, {@code 8MiB}, {@code 64M} (both powers of 1024) or {@code 1.5GB} (a power of 1000), in any case.
     *
     * @throws IllegalArgumentException when it is none, negative, or too large for a {@code long}
     */
    static long parse(String text) {
        var form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException("not a size; write a number and a unit, as in 8MiB, 64M or 500KB");
        }
        var bytes = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(factor(form.group(2))));
        if (bytes.signum() < 0) {
            throw new IllegalArgumentException("cannot be negative; write a size such as 8MiB");
        }
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("more than any file can have; write a size such as 8MiB");
        }
        return bytes.longValue();
    }

    /** Reads a size with or without {@code /s}: bytes a second. */
    static long parseRate(String text) {
        var plain = text.strip();
        return parse(plain.endsWith("/s") ? plain.substring(0, plain.length() - 2) : plain);
    }

    private static long factor(String unit) {
        var plain = unit.toUpperCase(Locale.ROOT);
        int power = plain.isEmpty() ? 0 : UNITS.indexOf(plain.charAt(0)) + 1;
        long base = switch (power == 0 ? plain : plain.substring(1)) {
            case "", "IB" -> 1024;
            case "B" -> power == 0 ? 1024 : 1000;
            default -> 0;
        };
        if (base == 0 || power == 0 && plain.equals("IB")) {
            throw new IllegalArgumentException("unknown unit '" + unit
                    + "'; use K, M, G, T (or KiB, MiB, …) for powers of 1024, KB, MB, … for powers of 1000");
        }
        long factor = 1;
        for (int i = 0; i < power; i++) {
            factor *= base;
        }
        return factor;
    }

    /** As people read it: {@code 512 B}, {@code 1.5 GiB}. */
    static String show(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int power = -1;
        // 1023.5 and more would be shown as 1024 of the smaller unit.
        while (value >= 1023.5 && power < UNITS.length() - 1) {
            value /= 1024;
            power++;
        }
        long tenths = Math.round(value * 10);
        var number = tenths < 1000 ? tenths / 10 + "." + tenths % 10 : Long.toString(Math.round(value));
        return number + " " + UNITS.charAt(power) + "iB";
    }

    /** A rate as people read it: {@code 12.5 MiB/s}. */
    static String showRate(double bytesPerSecond) {
        return show(Math.max(0, Math.round(bytesPerSecond))) + "/s";
    }
}
