package io.hawser.store;

import io.hawser.ByteRange;

/** Proof that an upload took a part: its range, and what the store named it by ({@code token}; an S3 part's ETag, say), perhaps empty. */
public record Receipt(ByteRange range, String token) {}
