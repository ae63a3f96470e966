/** The domain types, the engine and the local store. */
module io.hawser {}
