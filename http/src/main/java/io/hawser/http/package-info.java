/**
 * The HTTP(S) store: {@code HttpStore} and {@code HttpSource} ask for ranges of one version and check each answer.
 */
package io.hawser.http;
