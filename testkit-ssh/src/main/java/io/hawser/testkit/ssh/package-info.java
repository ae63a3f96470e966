/** SSH servers inside the JVM, on Apache MINA SSHD, that misbehave as a test says. */
package io.hawser.testkit.ssh;
