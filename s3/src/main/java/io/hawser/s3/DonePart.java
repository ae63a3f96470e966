package io.hawser.s3;

import io.hawser.ByteRange;

/**
 * A part that the server has.
 *
 * @param number from 1 on
 * @param range of the object
 * @param crc32c of its bytes
 * @param etag by which CompleteMultipartUpload names it
 * @param checksum that S3 keeps of it, in base64; empty where it keeps none
 */
record DonePart(int number, ByteRange range, int crc32c, String etag, String checksum) {}
