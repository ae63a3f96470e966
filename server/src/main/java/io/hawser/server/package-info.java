/** An SFTP server to embed: see {@link io.hawser.server.SftpServer}. */
package io.hawser.server;
