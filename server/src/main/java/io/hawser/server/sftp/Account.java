package io.hawser.server.sftp;

import io.hawser.server.Permission;
import io.hawser.server.Uploads;
import java.nio.file.Path;
import java.util.Set;

/**
 * Who a channel belongs to, and what he may do.
 *
 * @param name what he has logged in as
 * @param home the folder behind the jail
 * @param durable whether what was written is on the disk before it is seen, and before its client is told
 * @param client what his client calls itself, RFC 4253 section 4.2
 * @param handles how many files and folders a channel may have open
 */
public record Account(
        String name,
        Path home,
        Set<Permission> permissions,
        Uploads uploads,
        boolean durable,
        OpenUploads openUploads,
        String client,
        int handles) {}
