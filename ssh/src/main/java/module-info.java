import io.hawser.ssh.SftpStoreProvider;
import io.hawser.store.StoreProvider;

/** The SFTP store and remote commands. */
module io.hawser.ssh {
    requires transitive io.hawser;
    requires io.hawser.crypto;
    requires com.jcraft.jsch;

    exports io.hawser.ssh;
    // The library makes ciphers by the names of their classes.
    exports io.hawser.ssh.transport.crypto to
            com.jcraft.jsch;

    provides StoreProvider with
            SftpStoreProvider;
}
