/**
 * The small blocking HTTP/1.1 client under the stores that speak HTTP ({@code docs/adr/0003-http-client.md} says why
 * it is our own).
 *
 * <p>From the wire up: {@code Wire} moves bytes, {@code Connection} reads heads and {@code Body} reads bodies with
 * the framing of RFC 9112, {@code Dialer} and {@code ConnectionPool} make and keep connections, {@code Client} sends
 * a request to where redirects, proxies and credentials lead it.
 */
package io.hawser.http.client;
