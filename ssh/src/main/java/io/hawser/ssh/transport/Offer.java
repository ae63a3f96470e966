package io.hawser.ssh.transport;

import com.jcraft.jsch.Session;
import io.hawser.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The algorithms that a host is offered.
 *
 * @param lists of each kind, best first
 * @param hostKeysAsGiven whether the user gave the list of host key algorithms, whose order then stays
 */
record Offer(Map<Algorithms, List<String>> lists, boolean hostKeysAsGiven) {
    private static final boolean FAST_AES = Processor.hasAes();

    /** @throws StoreException.Rejected when a setting leaves nothing */
    static Offer of(HostConfig config) throws StoreException {
        var lists = new LinkedHashMap<Algorithms, List<String>>();
        for (var kind : Algorithms.ALL) {
            var base = kind.preferred(FAST_AES);
            var setting = config.algorithms().get(kind.keyword());
            var list = setting == null ? base : kind.apply(setting, base);
            if (list.isEmpty()) {
                var all = new ArrayList<>(kind.defaults());
                all.addAll(kind.others());
                throw new StoreException.Rejected(
                        config,
                        kind.keyword() + "=" + Shown.text(setting) + " leaves nothing that Hawser knows; it knows "
                                + String.join(",", all));
            }
            lists.put(kind, list);
        }
        var hostKeys = config.algorithms().get(Algorithms.HOST_KEYS.keyword());
        return new Offer(lists, hostKeys != null && "+-^".indexOf(hostKeys.charAt(0)) < 0);
    }

    /** To be made in that session. */
    void make(Session session, HostKeys known) {
        lists.forEach((kind, list) -> {
            var names = kind.equals(Algorithms.HOST_KEYS) && !hostKeysAsGiven ? known.preferred(list) : list;
            kind.settings().forEach(setting -> session.setConfig(setting, String.join(",", names)));
        });
    }
}
