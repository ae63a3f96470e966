/** The SFTP server. */
module io.hawser.server {
    requires transitive io.hawser;
    requires io.hawser.crypto;
    requires org.apache.sshd.osgi;
    requires org.slf4j;

    exports io.hawser.server;
}
