/** The HTTP(S) store. */
module io.hawser.http {
    requires transitive io.hawser;
}
