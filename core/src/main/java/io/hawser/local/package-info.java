/** Local files: read in ranges, written beside their name and published whole, resumed by a journal of checked blocks. */
package io.hawser.local;
