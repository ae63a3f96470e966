/**
 * What a backend writes: {@link io.hawser.store.Store} and the few types it speaks in. The engine knows backends only through this package;
 * {@code docs/adr/0002-store-interface.md} says why it has this shape and how S3, SFTP and standard output fit.
 */
package io.hawser.store;
