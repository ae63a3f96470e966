import io.hawser.http.HttpStoreProvider;
import io.hawser.store.StoreProvider;

/** The HTTP(S) store. */
module io.hawser.http {
    requires transitive io.hawser;

    exports io.hawser.http;
    exports io.hawser.http.client to
            io.hawser.s3;

    provides StoreProvider with
            HttpStoreProvider;
}
