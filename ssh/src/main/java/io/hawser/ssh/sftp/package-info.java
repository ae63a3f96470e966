/**
 * SFTP version 3 (draft-ietf-secsh-filexfer-02) with OpenSSH's extensions: the protocol over a channel, the pool of connections to a host, and the store on top.
 * Knows the transport only by its interfaces.
 */
package io.hawser.ssh.sftp;
