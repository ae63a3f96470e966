/** What SSH's client and server encrypt with, beside the libraries' own. */
@SuppressWarnings("module") // the client and the server are built after this module
module io.hawser.crypto {
    exports io.hawser.crypto to
            io.hawser.server,
            io.hawser.ssh;
}
