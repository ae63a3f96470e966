package io.hawser.ledger;

import java.io.IOException;

/**
 * Where the records of a ledger stand. For each copy one number in an open-addressed table, which holds the position in the file and some bits of the key's hash: 16 MiB
 * for a million. The bits only save looks at the file; whether a record is the one that is sought, its own text decides.
 */
final class LedgerIndex {
    private static final int POSITION_BITS = 38;
    private static final long POSITION = (1L << POSITION_BITS) - 1;
    /** A file of 256 GiB. */
    static final long LARGEST_POSITION = POSITION - 1;

    private static final int LARGEST_TABLE = 1 << (Long.SIZE - POSITION_BITS);

    private long[] slots = new long[1024];
    private int count;

    /** Whether the record at a position is of the copy that is sought. */
    interface Sought {
        boolean at(long position) throws IOException;
    }

    int count() {
        return count;
    }

    /** The position of the record that is sought, or -1. */
    long find(long hash, Sought sought) throws IOException {
        int slot = slot(hash, sought);
        return slots[slot] == 0 ? -1 : (slots[slot] & POSITION) - 1;
    }

    /**
     * Notes the position of a record, in place of that of an earlier one of the same copy.
     *
     * @return false when there is no room for more
     */
    boolean put(long hash, long position, Sought same) throws IOException {
        if (position > LARGEST_POSITION) {
            return false;
        }
        int slot = slot(hash, same);
        boolean another = slots[slot] == 0;
        if (another && full()) {
            return false;
        }
        slots[slot] = hash & ~POSITION | position + 1;
        if (another && ++count > slots.length / 3 * 2 && slots.length < LARGEST_TABLE) {
            grow();
        }
        return true;
    }

    private boolean full() {
        return slots.length == LARGEST_TABLE && count >= slots.length / 8 * 7;
    }

    /** The slot of the record that is sought, or the free one where it would be. */
    private int slot(long hash, Sought sought) throws IOException {
        int at = home(hash, slots.length);
        while (slots[at] != 0 && (((slots[at] ^ hash) & ~POSITION) != 0 || !sought.at((slots[at] & POSITION) - 1))) {
            at = (at + 1) & (slots.length - 1);
        }
        return at;
    }

    private static int home(long hash, int length) {
        return (int) (hash >>> POSITION_BITS) & (length - 1);
    }

    private void grow() {
        var larger = new long[slots.length * 2];
        for (long entry : slots) {
            if (entry != 0) {
                int at = home(entry, larger.length);
                while (larger[at] != 0) {
                    at = (at + 1) & (larger.length - 1);
                }
                larger[at] = entry;
            }
        }
        slots = larger;
    }
}
