package io.hawser.ssh.sftp;

/** Flags of an OPEN request (draft-ietf-secsh-filexfer-02 section 6.3). */
final class OpenFlags {
    static final int READ = 0x01;
    static final int WRITE = 0x02;
    static final int CREATE = 0x08;
    static final int TRUNCATE = 0x10;
    static final int EXCLUSIVE = 0x20;

    private OpenFlags() {}
}
