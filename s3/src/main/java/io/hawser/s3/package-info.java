/**
 * The S3 store.
 *
 * <p>{@code S3Client} signs and sends the {@code Call}s of a bucket over Hawser's own HTTP client; {@code Settings}, {@code AwsProfile}, {@code AwsRegions}
 * and {@code KeyChain} say where to and as whom, the latter three by the AWS SDK ({@code docs/adr/0005-s3.md}).
 *
 * <p>Writing: {@code S3Upload} is an object's life, {@code MultipartCalls} its requests, {@code PartSender} sends parts and wants proof of them, {@code ObjectCommit} and {@code
 * Publication} make it visible, {@code EarlierUploads} and {@code UploadJournal} find what an earlier run left, {@code S3Copy} has S3 copy by itself.
 */
package io.hawser.s3;
