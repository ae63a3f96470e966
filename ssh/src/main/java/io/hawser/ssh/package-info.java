/** SFTP and remote commands over SSH. */
package io.hawser.ssh;
