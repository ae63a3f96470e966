import io.hawser.http.HttpStoreProvider;
import io.hawser.http.artifactory.ArtifactoryStoreProvider;
import io.hawser.store.StoreProvider;

/** The HTTP(S) store, and the Artifactory dialect of it. */
module io.hawser.http {
    requires com.fasterxml.jackson.core;
    requires transitive io.hawser;

    exports io.hawser.http.client to
            io.hawser.s3;

    provides StoreProvider with
            HttpStoreProvider,
            ArtifactoryStoreProvider;
}
