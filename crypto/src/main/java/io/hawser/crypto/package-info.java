/** Ciphers of SSH, and where a native implementation comes from; they know no SSH library. */
package io.hawser.crypto;
