package io.hawser.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.StoreException;
import io.hawser.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The tests that every store must pass. A store joins by a subclass that gives its {@link StoreUnderTest}; what it
 * declares in its capabilities must work, what it does not declare must be refused as unsupported.
 *
 * <p>For the uploads of a store that only takes bytes in order, such as standard output, see its own tests: nothing of
 * what is promised of files holds there.
 */
public abstract class StoreContract
        implements ReadContract,
                PinningContract,
                StopContract,
                ListContract,
                UploadContract,
                AtomicityContract,
                ResumeContract,
                ServerCopyContract,
                FolderContract {
    private Store store;

    /** For subclasses. */
    protected StoreContract() {}

    /** Makes the store; it is closed after the test. */
    protected abstract Store open() throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
        // Closing is idempotent.
        store.close();
    }

    @Override
    public final Store store() {
        return store;
    }

    /** An operation of a store. */
    interface Operation {
        /** Carries it out. */
        void run() throws Exception;
    }

    /** Insists that an operation is refused as unsupported. */
    static void assertUnsupported(Operation operation) {
        assertThatThrownBy(operation::run)
                .as("an ability that is not declared")
                .isInstanceOf(StoreException.Unsupported.class);
    }
}
