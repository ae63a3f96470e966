package io.hawser.cli;

import io.hawser.CopyOptions;
import io.hawser.IfExists;
import io.hawser.Location;
import io.hawser.RetryPolicy;
import io.hawser.Verify;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** How files are copied, as the settings say. */
final class CopyTuning {
    private static final int MOST_PARTS = 256;
    private static final int MOST_ATTEMPTS = 1_000_000;

    private final Settings settings;
    private final CopyOptions general;
    private final Map<String, String> attributes;

    private CopyTuning(Settings settings, CopyOptions general, Map<String, String> attributes) {
        this.settings = settings;
        this.general = general;
        this.attributes = attributes;
    }

    private CopyTuning(Settings settings) throws UsageException {
        this(settings, options(settings), Map.of());
        for (var place : settings.places()) {
            options(place);
        }
    }

    /**
     * Reads all of them at once, so that a wrong one is told before any byte moves.
     *
     * @throws UsageException when one cannot be used
     */
    static CopyTuning of(Settings settings) throws UsageException {
        return new CopyTuning(settings);
    }

    /** The same with attributes for every file that is written. */
    CopyTuning giving(Map<String, String> others) {
        return new CopyTuning(settings, general.withAttributes(others), others);
    }

    /** For every location that the configuration file does not speak of. */
    CopyOptions general() {
        return general;
    }

    /** For a copy between these two. */
    CopyOptions between(Location source, Location target) {
        var here = settings.between(source, target);
        try {
            return here == settings ? general : options(here).withAttributes(attributes);
        } catch (UsageException e) {
            throw new AssertionError("each place in the configuration file was read before", e);
        }
    }

    /** Whether a source would have to be deleted whose copy is not to be verified. */
    boolean deletesUnverified(Location source, Location target) {
        var here = between(source, target);
        return here.deleteSource() && here.verify() instanceof Verify.None;
    }

    private static CopyOptions options(Settings settings) throws UsageException {
        var defaults = CopyOptions.defaults();
        var expected = settings.find(Option.EXPECTED_SIZE);
        return defaults.withParallel(settings.value(Option.PARALLEL, Settings.upTo(MOST_PARTS), defaults.parallel()))
                .withPartSize(settings.value(Option.PART_SIZE, CopyTuning::partSize, defaults.partSize()))
                .withRetry(retry(settings, defaults.retry()))
                .withStall(settings.value(Option.TIMEOUT, TimeSpan::parse, defaults.stall()))
                .withMinRate(settings.value(Option.MIN_RATE, CopyTuning::rate, defaults.minRate()))
                .withVerify(settings.value(Option.VERIFY, Verify::parse, defaults.verify()))
                .withExpectedSize(
                        expected.isPresent()
                                ? OptionalLong.of(expected.get().as(ByteSize::parse))
                                : defaults.expectedSize())
                .withIfExists(settings.value(Option.IF_EXISTS, CopyTuning::ifExists, defaults.ifExists()))
                .withResume(!settings.isSet(Option.NO_RESUME))
                .withDurable(settings.value(Option.SYNC, CopyTuning::sync, defaults.durable()))
                .withKeepTimes(!settings.isSet(Option.NO_TIMES))
                .withDeleteSource(settings.isSet(Option.DELETE_SOURCE));
    }

    private static RetryPolicy retry(Settings settings, RetryPolicy fallback) throws UsageException {
        return fallback.withAttempts(
                settings.value(Option.ATTEMPTS, Settings.upTo(MOST_ATTEMPTS), fallback.attempts()));
    }

    private static long partSize(String text) {
        long bytes = ByteSize.parse(text);
        if (bytes == 0) {
            throw new IllegalArgumentException("a part has at least 1 byte; write a size such as 8MiB");
        }
        return bytes;
    }

    /** Reads a rate, or {@code none}: 0. */
    static long rate(String text) {
        return text.strip().equalsIgnoreCase("none") ? 0 : ByteSize.parseRate(text);
    }

    private static IfExists ifExists(String text) {
        for (var choice : IfExists.values()) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(text.strip())) {
                return choice;
            }
        }
        throw new IllegalArgumentException("must be overwrite, skip, fail or changed");
    }

    static boolean sync(String text) {
        return switch (text.strip()) {
            case "always" -> true;
            case "never" -> false;
            default -> throw new IllegalArgumentException("must be always or never");
        };
    }
}
