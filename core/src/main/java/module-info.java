/** The domain types, the engine and the local store. */
module io.hawser {
    exports io.hawser;
    exports io.hawser.store;

    uses io.hawser.store.StoreProvider;
}
