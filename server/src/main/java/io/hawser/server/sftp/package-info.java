/** The SFTP protocol, version 3 (draft-ietf-secsh-filexfer-02), from the server's side; knows no SSH library. */
package io.hawser.server.sftp;
