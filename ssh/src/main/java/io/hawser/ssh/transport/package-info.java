/**
 * SSH connections and their channels: the only package that knows the library beneath. What runs over a channel (SFTP, a command's streams) lives
 * elsewhere.
 */
package io.hawser.ssh.transport;
