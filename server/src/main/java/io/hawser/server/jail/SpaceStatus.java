package io.hawser.server.jail;

/**
 * A file system's room, as {@code statvfs} tells it.
 *
 * @param blockSize bytes that are best read and written at a time
 * @param fragmentSize bytes of the unit that the counts of blocks are in
 */
public record SpaceStatus(
        long blockSize,
        long fragmentSize,
        long blocks,
        long freeBlocks,
        long availableBlocks,
        long files,
        long freeFiles,
        long availableFiles,
        long id,
        boolean readOnly,
        boolean noSetUid,
        long longestName) {}
