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
 * @param handles how many files and folders a channel may have open
 */
public record Account(
        String name, Path home, Set<Permission> permissions, Uploads uploads, OpenUploads openUploads, int handles) {}
