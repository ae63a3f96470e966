package io.hawser.store;

import io.hawser.ByteRange;

/** Consecutive bytes and their CRC-32C (RFC 3720, as {@link java.util.zip.CRC32C} gives it, cut to 32 bits). */
public record Fragment(ByteRange range, int crc32c) {}
