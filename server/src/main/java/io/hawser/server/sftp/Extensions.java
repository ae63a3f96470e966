package io.hawser.server.sftp;

import static io.hawser.server.sftp.PacketType.EXTENDED_REPLY;

import io.hawser.server.jail.FilePath;
import io.hawser.server.jail.SpaceStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Extended requests: OpenSSH's, which its file PROTOCOL describes, and {@code check-file} of draft-ietf-secsh-filexfer-extensions-00. */
final class Extensions {
    /** What stands in VERSION: names and versions. */
    static final Map<String, String> ADVERTISED = advertised();

    private static final int READ_ONLY = 1;
    private static final int NO_SET_UID = 2;

    private final Account account;
    private final UserFiles files;
    private final Handles handles;
    private final Replies replies;
    private final Audit audit;
    private final CheckFile checks;
    private final CopyData copies;

    Extensions(Account account, UserFiles files, Handles handles, Replies replies, Audit audit) {
        this.account = account;
        this.files = files;
        this.handles = handles;
        this.replies = replies;
        this.audit = audit;
        this.checks = new CheckFile(files, handles, replies, audit);
        this.copies = new CopyData(handles, replies);
    }

    private static Map<String, String> advertised() {
        var all = new LinkedHashMap<String, String>();
        all.put("posix-rename@openssh.com", "1");
        all.put("statvfs@openssh.com", "2");
        all.put("fstatvfs@openssh.com", "2");
        all.put("hardlink@openssh.com", "1");
        all.put("fsync@openssh.com", "1");
        all.put("lsetstat@openssh.com", "1");
        all.put("limits@openssh.com", "1");
        all.put("expand-path@openssh.com", "1");
        all.put("copy-data", "1");
        all.put("home-directory", "1");
        all.put("check-file", "");
        return all;
    }

    /** Breaks off what takes long. */
    void stop() {
        checks.stop();
        copies.stop();
    }

    void handle(Request request) throws IOException {
        int id = request.id();
        switch (request.readText()) {
            case "posix-rename@openssh.com" -> {
                FilePath from = request.readPath();
                FilePath to = request.readPath();
                audit.changed(id, "rename", from, to, () -> files.rename(from, to, true));
            }
            case "hardlink@openssh.com" -> {
                FilePath existing = request.readPath();
                FilePath link = request.readPath();
                audit.changed(id, "link", existing, link, () -> files.link(existing, link));
            }
            case "lsetstat@openssh.com" -> {
                FilePath path = request.readPath();
                Attributes given = Attributes.read(request);
                audit.changed(id, "setstat", path, file -> files.setAttributes(file, given, false));
            }
            case "fsync@openssh.com" -> {
                handles.file(request.readString()).force();
                replies.ok(id);
            }
            case "statvfs@openssh.com" -> space(id, files.space(request.readPath()));
            case "fstatvfs@openssh.com" ->
                space(id, handles.file(request.readString()).file().space());
            case "limits@openssh.com" -> limits(id);
            case "expand-path@openssh.com" -> replies.name(id, expanded(request.readRawPath()));
            case "home-directory" -> home(id, request.readText());
            case "copy-data" -> copies.handle(request);
            case "check-file", "check-file-handle" -> checks.handle(request, true);
            case "check-file-name" -> checks.handle(request, false);
            default -> throw StatusException.unsupported("Unsupported extended request");
        }
    }

    private void space(int id, SpaceStatus space) {
        replies.begin(EXTENDED_REPLY, id);
        replies.putLong(space.blockSize());
        replies.putLong(space.fragmentSize());
        replies.putLong(space.blocks());
        replies.putLong(space.freeBlocks());
        replies.putLong(space.availableBlocks());
        replies.putLong(space.files());
        replies.putLong(space.freeFiles());
        replies.putLong(space.availableFiles());
        replies.putLong(space.id());
        replies.putLong((space.readOnly() ? READ_ONLY : 0) | (space.noSetUid() ? NO_SET_UID : 0));
        replies.putLong(space.longestName());
        replies.end();
    }

    private void limits(int id) {
        replies.begin(EXTENDED_REPLY, id);
        replies.putLong(SftpSession.LONGEST_PACKET);
        replies.putLong(Requests.MOST_READ);
        replies.putLong(Requests.MOST_READ);
        replies.putLong(account.handles());
        replies.end();
    }

    /** The user's home is the root; nobody else's is to be seen. */
    private FilePath expanded(FilePath path) throws IOException {
        String text = new String(path.bytes(), StandardCharsets.ISO_8859_1);
        if (!text.startsWith("~")) {
            return files.realPath(Request.absolute(path));
        }
        int slash = text.indexOf('/');
        String user = slash < 0 ? text.substring(1) : text.substring(1, slash);
        requireOwn(new String(user.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        String rest = slash < 0 ? "/" : text.substring(slash);
        return files.realPath(FilePath.of(rest.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private void home(int id, String user) throws IOException {
        requireOwn(user);
        replies.name(id, FilePath.of("/"));
    }

    private void requireOwn(String user) throws StatusException {
        if (!user.isEmpty() && !user.equals(account.name())) {
            throw new StatusException(Status.NO_SUCH_FILE, "No such user");
        }
    }
}
