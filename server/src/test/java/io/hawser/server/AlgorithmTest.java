package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Content;
import io.hawser.testkit.Requirement;
import io.hawser.testkit.SshAccess;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.kex.KexProposalOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server agrees to, and how strictly keys are exchanged. */
class AlgorithmTest {
    private static final List<String> KEY_EXCHANGES = List.of(
            "mlkem768x25519-sha256",
            "curve25519-sha256",
            "curve25519-sha256@libssh.org",
            "diffie-hellman-group16-sha512",
            "diffie-hellman-group18-sha512");
    private static final List<String> CIPHERS = List.of(
            "aes128-gcm@openssh.com",
            "aes256-gcm@openssh.com",
            "chacha20-poly1305@openssh.com",
            "aes128-ctr",
            "aes192-ctr",
            "aes256-ctr");
    private static final List<String> MACS =
            List.of("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512");

    private static final int IGNORE = 2;
    private static final int UNIMPLEMENTED = 3;
    private static final int DEBUG = 4;
    private static final int KEX_INIT = 20;
    private static final int ECDH_INIT = 30;
    private static final int ECDH_REPLY = 31;

    @TempDir
    private Path root;

    @TempDir
    private Path local;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.serving(root);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void onlyTheseAreOffered() throws IOException {
        try (RawSftp raw = new RawSftp(server.access())) {
            var offered = raw.session().getServerKexProposals();
            assertThat(offered.get(KexProposalOption.ALGORITHMS))
                    .isEqualTo(String.join(",", KEY_EXCHANGES) + ",ext-info-s,kex-strict-s-v00@openssh.com");
            assertThat(offered.get(KexProposalOption.SERVERKEYS)).isEqualTo("ssh-ed25519");
            for (var each : List.of(KexProposalOption.S2CENC, KexProposalOption.C2SENC)) {
                assertThat(offered.get(each)).isEqualTo(String.join(",", CIPHERS));
            }
            for (var each : List.of(KexProposalOption.S2CMAC, KexProposalOption.C2SMAC)) {
                assertThat(offered.get(each)).isEqualTo(String.join(",", MACS));
            }
            for (var each : List.of(KexProposalOption.S2CCOMP, KexProposalOption.C2SCOMP)) {
                assertThat(offered.get(each)).isEqualTo("none");
            }
        }
    }

    /** Its exit status is 3 for a failure, 2 for a warning, such as about names that are newer than it. */
    @Test
    void sshAuditReportsNoFailure() throws IOException {
        Command.Finished done = Command.of(Requirement.tool("ssh-audit").toString(), "--no-colors")
                .and("-p", port(), SshAccess.HOST)
                .run();
        assertThat(done.status()).as(done.toString()).isIn(0, 2);
        assertThat(done.outText()).doesNotContain("[fail]");
        assertThat(named(done, "(kex) ")).containsAll(KEY_EXCHANGES);
        assertThat(named(done, "(enc) ")).containsExactlyElementsOf(CIPHERS);
        assertThat(named(done, "(mac) ")).containsExactlyElementsOf(MACS);
    }

    private static List<String> named(Command.Finished audit, String kind) {
        return audit.outText()
                .lines()
                .filter(line -> line.startsWith(kind))
                .map(line -> line.split(" +")[1])
                .toList();
    }

    private String port() {
        return Integer.toString(server.port());
    }

    private void transfer(String... options) throws IOException {
        Command.Finished done = Command.of(Requirement.tool("sftp").toString())
                .and(server.access().arguments().toArray(String[]::new))
                .and(options)
                .and("-P", port(), "-b", "-", TestServer.USER + "@" + SshAccess.HOST)
                .reading(Content.text("get file\nput file back\n"))
                .in(local)
                .run();
        assertThat(done.status()).as(done.toString()).isZero();
        assertThat(root.resolve("back")).hasSameBinaryContentAs(root.resolve("file"));
    }

    @Test
    void eachOfThemWorks() throws IOException {
        Content.random(15, 300_000).writeTo(root.resolve("file"));
        for (String cipher : CIPHERS) {
            transfer("-c", cipher);
        }
        for (String mac : MACS) {
            transfer("-c", "aes128-ctr", "-o", "MACs=" + mac);
        }
        String known = Command.of(Requirement.tool("ssh").toString(), "-Q", "kex")
                .run()
                .outText();
        for (String exchange : KEY_EXCHANGES) {
            if (known.lines().anyMatch(exchange::equals)) {
                transfer("-o", "KexAlgorithms=" + exchange);
            }
        }
    }

    /** Terrapin, CVE-2023-48795: who could put a message into the first key exchange could take another out of what follows it. */
    @Test
    void nothingElseIsTakenInTheFirstKeyExchange() throws IOException {
        for (int type : List.of(IGNORE, UNIMPLEMENTED, DEBUG)) {
            assertThat(isAnswered(true, new Extra(type, true)))
                    .as("type " + type + " before the proposal")
                    .isFalse();
            assertThat(isAnswered(true, new Extra(type, false)))
                    .as("type " + type + " after it")
                    .isFalse();
        }
        assertThat(isAnswered(true, null)).isTrue();
        // A client that does not ask for strictness may, by RFC 4253 section 11.
        assertThat(isAnswered(false, new Extra(IGNORE, true))).isTrue();
        assertThat(isAnswered(false, new Extra(IGNORE, false))).isTrue();
    }

    /** A message that a key exchange does not need. */
    private record Extra(int type, boolean first) {}

    /** Whether the server answers a client's part of a key exchange, with or without something else in it. */
    private boolean isAnswered(boolean strict, Extra extra) throws IOException {
        try (Socket socket = new Socket(SshAccess.HOST, server.port())) {
            var in = new DataInputStream(socket.getInputStream());
            var packets = new ArrayList<RawSftp.Out>();
            packets.add(proposal(strict));
            packets.add(RawSftp.packet(ECDH_INIT).string(publicKey()));
            if (extra != null) {
                packets.add(extra.first ? 0 : 1, message(extra.type));
            }
            socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(StandardCharsets.US_ASCII));
            for (RawSftp.Out packet : packets) {
                socket.getOutputStream().write(framed(packet.plain()));
            }
            while (in.readByte() != '\n') {}
            for (int type = read(in); type != ECDH_REPLY; type = read(in)) {
                if (type != KEX_INIT) {
                    return false;
                }
            }
            return true;
        } catch (EOFException | SocketException _) {
            return false;
        }
    }

    private static RawSftp.Out proposal(boolean strict) {
        return RawSftp.packet(KEX_INIT)
                .u64(1)
                .u64(2)
                .text("curve25519-sha256" + (strict ? ",kex-strict-c-v00@openssh.com" : ""))
                .text("ssh-ed25519")
                .text("aes128-ctr")
                .text("aes128-ctr")
                .text("hmac-sha2-256-etm@openssh.com")
                .text("hmac-sha2-256-etm@openssh.com")
                .text("none")
                .text("none")
                .text("")
                .text("")
                .u8(0)
                .u32(0);
    }

    /** Of X25519, which takes nearly any. */
    private static byte[] publicKey() {
        return Content.random(16, 32).bytes();
    }

    private static RawSftp.Out message(int type) {
        RawSftp.Out message = RawSftp.packet(type);
        return switch (type) {
            case IGNORE -> message.text("nothing");
            case UNIMPLEMENTED -> message.u32(0);
            default -> message.u8(0).text("nothing").text("");
        };
    }

    /** A packet that is not encrypted yet, RFC 4253 section 6. */
    private static byte[] framed(byte[] payload) {
        int padding = 8 - (payload.length + 5) % 8;
        padding += padding < 4 ? 8 : 0;
        var packet = new RawSftp.Out().u32(1 + payload.length + padding).u8(padding);
        for (byte each : payload) {
            packet.u8(each);
        }
        for (int i = 0; i < padding; i++) {
            packet.u8(0);
        }
        return packet.plain();
    }

    /** The type of the next message. */
    private static int read(DataInputStream in) throws IOException {
        byte[] packet = in.readNBytes(in.readInt());
        return packet[1];
    }
}
