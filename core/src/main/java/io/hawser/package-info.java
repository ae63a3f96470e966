/** Copies files completely, or says why: {@link io.hawser.Hawser} starts copies, {@link io.hawser.Transfer} is one of them. */
package io.hawser;
