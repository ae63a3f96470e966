/** Measures Hawser beside other tools in the same run; a figure is a ratio, never a time alone. */
package io.hawser.bench;
