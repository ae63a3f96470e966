/** The ledger: which copies are done, kept in a file over all runs. */
package io.hawser.ledger;
