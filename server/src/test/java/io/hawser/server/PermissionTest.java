package io.hawser.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each permission allows its requests, and none of the others. */
class PermissionTest {
    private static final int DENIED = 3;

    @TempDir
    private Path root;

    private static Map<String, Permission> needs() {
        var needs = new LinkedHashMap<String, Permission>();
        needs.put("read", Permission.READ);
        needs.put("check", Permission.READ);
        needs.put("list", Permission.LIST);
        needs.put("write", Permission.WRITE);
        needs.put("create", Permission.WRITE);
        needs.put("create for reading", Permission.WRITE);
        needs.put("setstat", Permission.WRITE);
        needs.put("lsetstat", Permission.WRITE);
        needs.put("mkdir", Permission.WRITE);
        needs.put("symlink", Permission.WRITE);
        needs.put("link", Permission.WRITE);
        needs.put("rename", Permission.WRITE);
        needs.put("posix-rename", Permission.WRITE);
        needs.put("remove", Permission.DELETE);
        needs.put("rmdir", Permission.DELETE);
        return needs;
    }

    private static RawSftp.Out request(String what) {
        return switch (what) {
            case "read" -> RawSftp.request(3, 1).text("/file").u32(1).u32(0);
            case "check" ->
                RawSftp.request(200, 1)
                        .text("check-file-name")
                        .text("/file")
                        .text("md5")
                        .u64(0)
                        .u64(0)
                        .u32(0);
            case "list" -> RawSftp.request(11, 1).text("/");
            case "write" -> RawSftp.request(3, 1).text("/file").u32(2).u32(0);
            case "create" -> RawSftp.request(3, 1).text("/made").u32(2 | 8).u32(0);
            case "create for reading" ->
                RawSftp.request(3, 1).text("/made2").u32(1 | 8).u32(0);
            case "setstat" -> RawSftp.request(9, 1).text("/file").u32(4).u32(0644);
            case "lsetstat" ->
                RawSftp.request(200, 1)
                        .text("lsetstat@openssh.com")
                        .text("/file")
                        .u32(8)
                        .u32(5)
                        .u32(5);
            case "mkdir" -> RawSftp.request(14, 1).text("/folder").u32(0);
            case "symlink" -> RawSftp.request(20, 1).text("file").text("/soft");
            case "link" ->
                RawSftp.request(200, 1)
                        .text("hardlink@openssh.com")
                        .text("/file")
                        .text("/hard");
            case "rename" -> RawSftp.request(18, 1).text("/other").text("/renamed");
            case "posix-rename" ->
                RawSftp.request(200, 1)
                        .text("posix-rename@openssh.com")
                        .text("/third")
                        .text("/second");
            case "remove" -> RawSftp.request(13, 1).text("/file");
            case "rmdir" -> RawSftp.request(15, 1).text("/empty");
            default -> throw new IllegalArgumentException(what);
        };
    }

    @Test
    void eachIsEnforcedOnEveryRequest() throws IOException {
        for (Permission given : Permission.values()) {
            Path home = Files.createDirectory(root.resolve(given.name()));
            for (String name : new String[] {"file", "other", "second", "third"}) {
                Files.writeString(home.resolve(name), name);
            }
            Files.createDirectory(home.resolve("empty"));
            try (TestServer server =
                            TestServer.serving(home, config -> config, user -> user.withPermissions(Set.of(given)));
                    RawSftp sftp = RawSftp.begun(server.access())) {
                for (Map.Entry<String, Permission> each : needs().entrySet()) {
                    boolean creates = each.getKey().equals("create for reading");
                    int before = server.events(ServerEvent.FileOperation.class).size();
                    RawSftp.In reply = sftp.ask(request(each.getKey()));
                    boolean denied = reply.type() == 101 && reply.status() == DENIED;
                    assertThat(denied)
                            .as(each.getKey() + " with " + given)
                            .isEqualTo(creates || each.getValue() != given);
                    var told = server.events(ServerEvent.FileOperation.class);
                    if (denied) {
                        assertThat(told.subList(before, told.size()))
                                .as("told: " + each.getKey())
                                .singleElement()
                                .satisfies(event -> assertThat(event.error()).contains("Permission denied"));
                    }
                }
                // Attributes are told to everybody.
                assertThat(sftp.ask(RawSftp.request(17, 1).text("/second")).type())
                        .isEqualTo(105);
            }
        }
    }
}
