/** S3 servers for tests: real ones in processes of their own, and one inside the JVM that misbehaves as a test says. */
package io.hawser.testkit.s3;
