/** SSH itself: the one package that knows Apache MINA SSHD. */
package io.hawser.server.transport;
