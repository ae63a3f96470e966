package io.hawser.testkit.ssh;

import io.hawser.testkit.ssh.OpenHandles.Open;
import io.hawser.testkit.ssh.OpenHandles.OpenContent;
import io.hawser.testkit.ssh.OpenHandles.OpenFile;
import io.hawser.testkit.ssh.OpenHandles.OpenFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Answers the requests of one session rightly, over a folder and contents that need no disk. */
final class SftpFiles {
    private static final int NAMES_PER_REPLY = 100;
    private final SftpFolder folder;
    private final SftpLimits limits;
    private final OpenHandles handles;

    SftpFiles(SftpFolder folder, SftpLimits limits, OpenHandles handles) {
        this.folder = folder;
        this.limits = limits;
        this.handles = handles;
    }

    /** {@code fields} are those behind the id. */
    SftpReply answer(SftpRequest request, PacketReader fields) {
        int id = request.id();
        try {
            return carryOut(request, fields);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return SftpReply.status(id, SftpReply.NO_SUCH_FILE, "No such file: " + e.getMessage());
        } catch (AccessDeniedException e) {
            return SftpReply.status(id, SftpReply.PERMISSION_DENIED, "Permission denied: " + e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            return SftpReply.status(id, SftpReply.FAILURE, "Failure: " + e);
        } catch (UnsupportedOperationException e) {
            return SftpReply.status(id, SftpReply.OP_UNSUPPORTED, "Unsupported: " + e.getMessage());
        }
    }

    private SftpReply carryOut(SftpRequest request, PacketReader fields) throws IOException {
        int id = request.id();
        switch (request.type()) {
            case OPEN -> {
                return SftpReply.handle(id, handles.add(folder.open(SftpFolder.absolute(fields.text()), fields.u32())));
            }
            case OPENDIR -> {
                String path = SftpFolder.absolute(fields.text());
                return SftpReply.handle(
                        id, handles.add(new OpenFolder(path, folder.list(path).iterator())));
            }
            case READ -> {
                return read(request, handles.get(fields.bytes(), Open.class));
            }
            case READDIR -> {
                var names = handles.get(fields.bytes(), OpenFolder.class).names();
                List<SftpReply.Name> part = new ArrayList<>();
                while (part.size() < NAMES_PER_REPLY && names.hasNext()) {
                    part.add(names.next());
                }
                return part.isEmpty() ? end(id) : SftpReply.names(id, part);
            }
            case LSTAT -> {
                return SftpReply.attributes(
                        id, folder.attributes(SftpFolder.absolute(fields.text()), LinkOption.NOFOLLOW_LINKS));
            }
            case STAT -> {
                return SftpReply.attributes(id, folder.attributes(SftpFolder.absolute(fields.text())));
            }
            case FSTAT -> {
                return SftpReply.attributes(id, folder.attributes(handles.get(fields.bytes(), Open.class)));
            }
            case REALPATH -> {
                return name(id, SftpFolder.absolute(fields.text()));
            }
            case READLINK -> {
                return name(
                        id, Files.readSymbolicLink(folder.local(fields.text())).toString());
            }
            case EXTENDED -> {
                fields.text();
                return extended(request, fields);
            }
            case CLOSE -> handles.close(fields.bytes());
            case WRITE -> {
                FileChannel channel =
                        handles.get(fields.bytes(), OpenFile.class).channel();
                long position = fields.u64();
                for (ByteBuffer data = ByteBuffer.wrap(fields.bytes()); data.hasRemaining(); ) {
                    position += channel.write(data, position);
                }
            }
            case SETSTAT -> SftpFolder.change(folder.local(fields.text()), SftpAttributes.read(fields));
            case FSETSTAT ->
                SftpFolder.change(
                        folder.local(handles.get(fields.bytes(), OpenFile.class).path()), SftpAttributes.read(fields));
            case REMOVE -> {
                Path file = folder.local(fields.text());
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException("a folder");
                }
                Files.delete(file);
            }
            case MKDIR -> Files.createDirectory(folder.local(fields.text()));
            case RMDIR -> {
                Path doomed = folder.local(fields.text());
                if (Files.exists(doomed) && !Files.isDirectory(doomed, LinkOption.NOFOLLOW_LINKS)) {
                    throw new NotDirectoryException(doomed.toString());
                }
                Files.delete(doomed);
            }
            case RENAME -> Files.move(folder.local(fields.text()), folder.local(fields.text()));
            case SYMLINK -> {
                // As OpenSSH has it, in the other order than the draft.
                Path target = Path.of(fields.text());
                Files.createSymbolicLink(folder.local(fields.text()), target);
            }
        }
        return SftpReply.status(id, SftpReply.OK, "Success");
    }

    private SftpReply extended(SftpRequest request, PacketReader fields) throws IOException {
        int id = request.id();
        switch (request.extension()) {
            case "posix-rename@openssh.com" -> {
                CopyOption[] options = {StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING};
                Files.move(folder.local(fields.text()), folder.local(fields.text()), options);
            }
            case "hardlink@openssh.com" -> {
                Path existing = folder.local(fields.text());
                Files.createLink(folder.local(fields.text()), existing);
            }
            case "fsync@openssh.com" ->
                handles.get(fields.bytes(), OpenFile.class).channel().force(true);
            case "copy-data" -> {
                FileChannel from = handles.get(fields.bytes(), OpenFile.class).channel();
                long position = fields.u64();
                long length = fields.u64();
                FileChannel to = handles.get(fields.bytes(), OpenFile.class).channel();
                to.position(fields.u64());
                from.transferTo(position, length == 0 ? from.size() - position : length, to);
            }
            case "limits@openssh.com" -> {
                return SftpReply.of(limits.writeTo(SftpReply.extended(id)));
            }
            case "statvfs@openssh.com" -> {
                var store = Files.getFileStore(folder.local(fields.text()));
                long block = store.getBlockSize();
                long all = store.getTotalSpace() / block;
                long free = store.getUnallocatedSpace() / block;
                PacketWriter reply =
                        SftpReply.extended(id).u64(block).u64(block).u64(all).u64(free);
                reply.u64(store.getUsableSpace() / block)
                        .u64(1 << 20)
                        .u64(1 << 20)
                        .u64(1 << 20);
                return SftpReply.of(reply.u64(1).u64(0).u64(255));
            }
            case "expand-path@openssh.com" -> {
                return name(id, SftpFolder.absolute(fields.text().replaceFirst("^~(/|$)", "/")));
            }
            default -> throw new UnsupportedOperationException(request.extension());
        }
        return SftpReply.status(id, SftpReply.OK, "Success");
    }

    private SftpReply read(SftpRequest request, Open open) throws IOException {
        int most = (int) Math.min(request.length() & 0xffffffffL, limits.mostRead());
        byte[] data = switch (open) {
            case OpenFile file -> {
                ByteBuffer buffer = ByteBuffer.allocate(most);
                int count = file.channel().read(buffer, request.offset());
                byte[] exact = new byte[Math.max(count, 0)];
                buffer.flip().get(exact);
                yield exact;
            }
            case OpenContent content -> {
                long left = content.content().size() - request.offset();
                byte[] exact = new byte[Math.clamp(left, 0, most)];
                content.content()
                        .read(Math.min(request.offset(), content.content().size()), exact, 0, exact.length);
                yield exact;
            }
            case OpenFolder folder -> throw new IOException(folder.path() + " is a folder");
        };
        return data.length == 0 ? end(request.id()) : SftpReply.data(request.id(), data);
    }

    private static SftpReply end(int id) {
        return SftpReply.status(id, SftpReply.EOF, "End of file");
    }

    private static SftpReply name(int id, String path) {
        return SftpReply.names(id, List.of(SftpFolder.entry(path, SftpAttributes.none())));
    }
}
