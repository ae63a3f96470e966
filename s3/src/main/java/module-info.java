import io.hawser.s3.S3StoreProvider;
import io.hawser.store.StoreProvider;

/** The S3 store. */
module io.hawser.s3 {
    requires transitive io.hawser;
    requires io.hawser.http;
    requires java.xml;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.profiles;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.utils;

    exports io.hawser.s3;

    provides StoreProvider with
            S3StoreProvider;
}
