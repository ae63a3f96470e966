package io.hawser.ledger;

import io.hawser.Verified;
import io.hawser.Verify;
import java.time.Instant;
import java.util.Optional;

/**
 * A copy that is done.
 *
 * @param when it was noted
 * @param source as it was when it was copied
 * @param target as it was published
 * @param verified what was compared
 * @param asked whether a comparison was wanted, where one can be made
 */
public record LedgerRecord(
        CopyKey key, Instant when, FileState source, FileState target, Verified verified, boolean asked) {
    /** Whether the copy was verified as somebody wants it now. */
    public boolean satisfies(Verify wanted) {
        return switch (wanted) {
            case Verify.None _ -> true;
            case Verify.Auto _ -> asked;
            case Verify.Given(var digest) -> verified.digest().equals(Optional.of(digest));
            case Verify.Sidecar(var algorithm) -> bySidecar(algorithm.label());
            case Verify.DigestFile(var algorithm, var _) -> bySidecar(algorithm.label());
        };
    }

    private boolean bySidecar(String algorithm) {
        return verified.by() == Verified.By.SIDECAR
                && verified.digest()
                        .filter(d -> d.algorithm().label().equals(algorithm))
                        .isPresent();
    }
}
