/** The {@code hawser} command; {@code docs/cli.md} is its contract. */
package io.hawser.cli;
