package io.hawser.ssh.sftp;

import java.util.HashMap;
import java.util.Map;

/** What the server says it can do beyond version 3, by the name of each extension (OpenSSH's PROTOCOL file, section 4). */
record Extensions(Map<String, String> all) {
    static final String POSIX_RENAME = "posix-rename@openssh.com";
    static final String FSYNC = "fsync@openssh.com";
    static final String STATVFS = "statvfs@openssh.com";
    static final String LIMITS = "limits@openssh.com";

    /** Reads the pairs of name and data that follow the version number. */
    static Extensions decode(Reply version) throws ProtocolException {
        var all = new HashMap<String, String>();
        while (version.hasMore()) {
            all.put(Names.decode(version.getString()), Names.decode(version.getString()));
        }
        return new Extensions(Map.copyOf(all));
    }

    boolean has(String name) {
        return all.containsKey(name);
    }
}
