/** The domain types, the engine and the local store. */
@SuppressWarnings("module") // the testkit and the command are built after this module
module io.hawser {
    exports io.hawser;
    exports io.hawser.store;
    exports io.hawser.engine to
            io.hawser.s3,
            io.hawser.testkit,
            io.hawser.cli;
    exports io.hawser.local to
            io.hawser.s3,
            io.hawser.ssh,
            io.hawser.testkit,
            io.hawser.cli;

    uses io.hawser.store.StoreProvider;
}
