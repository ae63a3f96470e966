package io.hawser;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How one file is copied.
 *
 * @param parallel parts of the file that are under way at the same time, 1 to 256
 * @param partSize bytes of a part, 1 or more; a smaller file is not cut
 * @param retry when to try again
 * @param stall longest time without a byte where bytes are due
 * @param silence longest time without a byte where the other side works (a commit, a server-side copy)
 * @param minRate bytes a second; a connection slower than this for a stall time counts as stalled; 0 for no such limit
 * @param verify what to compare the bytes with
 * @param expectedSize bytes that the source must have, for one that cannot tell; absent when not known
 * @param ifExists what to do about an existing target
 * @param resume go on from what an earlier run left, and keep what a failed one leaves
 * @param durable force the target to disk before it is published
 * @param keepTimes give the target the source's modification time
 * @param deleteSource delete the source once its copy is verified and published
 * @param attributes what the target's store may set on the new file
 * @param sourceAttributes what the source's store may heed when it reads the file ({@code version-id}, …)
 */
public record CopyOptions(
        int parallel,
        long partSize,
        RetryPolicy retry,
        Duration stall,
        Duration silence,
        long minRate,
        Verify verify,
        OptionalLong expectedSize,
        IfExists ifExists,
        boolean resume,
        boolean durable,
        boolean keepTimes,
        boolean deleteSource,
        Map<String, String> attributes,
        Map<String, String> sourceAttributes) {
    public CopyOptions {
        if (parallel < 1 || parallel > 256) {
            throw new IllegalArgumentException("parallel parts must be 1 to 256, not " + parallel);
        }
        if (partSize < 1) {
            throw new IllegalArgumentException("the part size must be 1 byte or more, not " + partSize);
        }
        if (!stall.isPositive() || !silence.isPositive()) {
            throw new IllegalArgumentException("time limits must be longer than 0: " + stall + ", " + silence);
        }
        if (minRate < 0) {
            throw new IllegalArgumentException("the lowest rate must be 0 or more bytes a second, not " + minRate);
        }
        if (expectedSize.orElse(0) < 0) {
            throw new IllegalArgumentException(
                    "the expected size must be 0 bytes or more, not " + expectedSize.getAsLong());
        }
        attributes = Map.copyOf(attributes);
        sourceAttributes = Map.copyOf(sourceAttributes);
    }

    /** Four parts of 8 MiB at a time, five tries, 30 s stall, verified where the source lets us, resumable, durable. */
    public static CopyOptions defaults() {
        return new CopyOptions(
                4,
                8L << 20,
                RetryPolicy.defaults(),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                0,
                new Verify.Auto(),
                OptionalLong.empty(),
                IfExists.OVERWRITE,
                true,
                true,
                true,
                false,
                Map.of(),
                Map.of());
    }

    public CopyOptions withParallel(int value) {
        return new CopyOptions(
                value,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withPartSize(long value) {
        return new CopyOptions(
                parallel,
                value,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withRetry(RetryPolicy value) {
        return new CopyOptions(
                parallel,
                partSize,
                value,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withStall(Duration value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                value,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withSilence(Duration value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                value,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withMinRate(long value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                value,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withVerify(Verify value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                value,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withExpectedSize(OptionalLong value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                value,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withIfExists(IfExists value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                value,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withResume(boolean value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                value,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withDurable(boolean value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                value,
                keepTimes,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withKeepTimes(boolean value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                value,
                deleteSource,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withDeleteSource(boolean value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                value,
                attributes,
                sourceAttributes);
    }

    public CopyOptions withAttributes(Map<String, String> value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                value,
                sourceAttributes);
    }

    public CopyOptions withSourceAttributes(Map<String, String> value) {
        return new CopyOptions(
                parallel,
                partSize,
                retry,
                stall,
                silence,
                minRate,
                verify,
                expectedSize,
                ifExists,
                resume,
                durable,
                keepTimes,
                deleteSource,
                attributes,
                value);
    }
}
