/** Ciphers in place of the library's own: native ones, and those for which it needs another library. */
package io.hawser.ssh.transport.crypto;
