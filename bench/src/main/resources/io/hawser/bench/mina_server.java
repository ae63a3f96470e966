import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** Serves a folder with Apache MINA SSHD: FOLDER HOST-KEY AUTHORIZED-KEYS. */
class MinaServer {
    public static void main(String[] arguments) throws Exception {
        var server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new FileKeyPairProvider(Path.of(arguments[1])));
        server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(Path.of(arguments[2])));
        server.setFileSystemFactory(new VirtualFileSystemFactory(Path.of(arguments[0])));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        System.out.println("port " + server.getPort());
        Thread.currentThread().join();
    }
}
