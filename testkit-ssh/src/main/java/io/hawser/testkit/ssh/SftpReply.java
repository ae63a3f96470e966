package io.hawser.testkit.ssh;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** What the server sends: the bytes of a packet with its length, right or wrong, and what ends after them. */
public record SftpReply(byte[] bytes, End end) {
    /** What a reply takes with it. */
    public enum End {
        /** All goes on. */
        NOTHING,
        /** The channel is closed when its bytes are out. */
        CHANNEL,
        /** The connection is gone at once. */
        CONNECTION
    }

    /** SSH_FX_OK. */
    public static final int OK = 0;
    /** SSH_FX_EOF. */
    public static final int EOF = 1;
    /** SSH_FX_NO_SUCH_FILE. */
    public static final int NO_SUCH_FILE = 2;
    /** SSH_FX_PERMISSION_DENIED. */
    public static final int PERMISSION_DENIED = 3;
    /** SSH_FX_FAILURE. */
    public static final int FAILURE = 4;
    /** SSH_FX_BAD_MESSAGE. */
    public static final int BAD_MESSAGE = 5;
    /** SSH_FX_OP_UNSUPPORTED. */
    public static final int OP_UNSUPPORTED = 8;

    private static final int VERSION_TYPE = 2;
    private static final int STATUS_TYPE = 101;
    private static final int HANDLE_TYPE = 102;
    private static final int DATA_TYPE = 103;
    private static final int NAME_TYPE = 104;
    private static final int ATTRS_TYPE = 105;
    private static final int EXTENDED_REPLY_TYPE = 201;
    private static final int HEADER = Integer.BYTES + 1 + Integer.BYTES;

    /** A file in a listing. */
    public record Name(byte[] name, SftpAttributes attributes) {}

    /** STATUS. */
    public static SftpReply status(int id, int code, String message) {
        return of(start(STATUS_TYPE, id).u32(code).text(message).text("en"));
    }

    /** DATA. */
    public static SftpReply data(int id, byte[] data) {
        return of(start(DATA_TYPE, id).bytes(data));
    }

    /** ATTRS. */
    public static SftpReply attributes(int id, SftpAttributes attributes) {
        return of(attributes.writeTo(start(ATTRS_TYPE, id)));
    }

    /** NAME. */
    public static SftpReply names(int id, List<Name> names) {
        PacketWriter packet = start(NAME_TYPE, id).u32(names.size());
        for (Name name : names) {
            name.attributes().writeTo(packet.bytes(name.name()).bytes(name.name()));
        }
        return of(packet);
    }

    static SftpReply handle(int id, int handle) {
        return of(start(HANDLE_TYPE, id)
                .bytes(ByteBuffer.allocate(Integer.BYTES).putInt(handle).array()));
    }

    static PacketWriter extended(int id) {
        return start(EXTENDED_REPLY_TYPE, id);
    }

    static PacketWriter version(int version) {
        return new PacketWriter().u8(VERSION_TYPE).u32(version);
    }

    static SftpReply of(PacketWriter packet) {
        return raw(packet.packet());
    }

    /** Any bytes, which need not be a packet. */
    public static SftpReply raw(byte... bytes) {
        return new SftpReply(bytes, End.NOTHING);
    }

    /** The end of the connection, without a byte. */
    public static SftpReply drop() {
        return new SftpReply(new byte[0], End.CONNECTION);
    }

    private static PacketWriter start(int type, int id) {
        return new PacketWriter().u8(type).u32(id);
    }

    private boolean is(int type) {
        return bytes.length >= HEADER && bytes[Integer.BYTES] == type;
    }

    /** Whether this is a DATA packet. */
    public boolean isData() {
        return is(DATA_TYPE);
    }

    /** Whether this is a NAME packet. */
    public boolean isNames() {
        return is(NAME_TYPE);
    }

    /** Whether this is an ATTRS packet. */
    public boolean isAttributes() {
        return is(ATTRS_TYPE);
    }

    /** The attributes of an ATTRS packet. */
    public SftpAttributes attributes() {
        return SftpAttributes.read(new PacketReader(Arrays.copyOfRange(bytes, HEADER, bytes.length)));
    }

    /** A NAME packet with more names behind its own. */
    public SftpReply withNames(List<Name> more) {
        byte[] others = names(0, more).bytes();
        int count = ByteBuffer.wrap(bytes).getInt(HEADER) + more.size();
        int from = HEADER + Integer.BYTES;
        return raw(ByteBuffer.allocate(bytes.length + others.length - from)
                .put(bytes)
                .put(others, from, others.length - from)
                .putInt(HEADER, count)
                .putInt(0, bytes.length + others.length - from - Integer.BYTES)
                .array());
    }

    /** The data of a DATA packet. */
    public byte[] data() {
        return Arrays.copyOfRange(bytes, HEADER + Integer.BYTES, bytes.length);
    }

    /** This reply to another request. */
    public SftpReply withId(int id) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putInt(Integer.BYTES + 1, id);
        return raw(changed);
    }

    /** This reply with another type. */
    public SftpReply withType(int type) {
        byte[] changed = bytes.clone();
        changed[Integer.BYTES] = (byte) type;
        return raw(changed);
    }

    /** This reply with another length in front, of which only the lowest 32 bits count. */
    public SftpReply withLength(long length) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).putInt(0, (int) length);
        return raw(changed);
    }

    /** The first bytes of this reply, and the end of the channel. */
    public SftpReply brokenOffAfter(int count) {
        return new SftpReply(Arrays.copyOf(bytes, count), End.CHANNEL);
    }
}
