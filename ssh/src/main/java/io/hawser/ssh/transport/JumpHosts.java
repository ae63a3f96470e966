package io.hawser.ssh.transport;

import io.hawser.StoreException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * ProxyJump of ssh_config(5): hosts to go through, one after the other.
 *
 * @param last the one that the destination is reached from
 * @param before those that it is reached through itself, as they stand in the list; {@code none} keeps its own configuration from naming others
 */
record JumpHosts(Destination last, Optional<String> before) {
    private static final Pattern FORM =
            Pattern.compile("(?:ssh://)?(?:([^@,]+)@)?(?:\\[([^\\]]+)]|([^:@,/\\[\\]]+))(?::(\\d{1,5}))?/?");

    static JumpHosts parse(String list, HostConfig config) throws StoreException {
        int comma = list.lastIndexOf(',');
        var form = FORM.matcher(list.substring(comma + 1).strip());
        try {
            if (form.matches()) {
                var host = form.group(2) != null ? form.group(2) : form.group(3);
                var port =
                        form.group(4) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(form.group(4)));
                return new JumpHosts(
                        new Destination(host, port, Optional.ofNullable(form.group(1))),
                        comma < 0 ? Optional.empty() : Optional.of(list.substring(0, comma)));
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new StoreException.Rejected(
                config, "ProxyJump=" + Shown.text(list) + " names no hosts: [user@]host[:port], with commas between");
    }
}
