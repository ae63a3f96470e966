package io.hawser.cli;

import io.hawser.Location;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the YAML of a {@link ConfigFile}; whatever it does not know is an error with its line, and no message repeats a value. */
final class ConfigReader {
    private static final String LOCATIONS = "locations";

    /** What a store may be told; each names a place where a secret is, never the secret. */
    private static final Set<String> STORE_KEYS = Set.of(
            "api_key_env",
            "api_key_file",
            "base_path",
            "cacert",
            "connections",
            "endpoint_url",
            "identity",
            "password_env",
            "password_file",
            "profile",
            "region",
            "s3_option",
            "ssh_config",
            "ssh_option",
            "token_env",
            "token_file",
            "user");

    private static final Set<String> SECRETS = Set.of("api_key", "password", "secret", "token");

    private final YamlNodes nodes;

    ConfigReader(String file) {
        this.nodes = new YamlNodes(file);
    }

    ConfigFile read(byte[] yaml) throws UsageException {
        var options = new EnumMap<Option, List<Setting>>(Option.class);
        var places = new ArrayList<ConfigFile.Place>();
        var root = nodes.root(yaml);
        if (root.isPresent()) {
            for (var entry : entries(root.get(), "the file")) {
                if (nodes.text(entry.getKeyNode()).equals(LOCATIONS)) {
                    for (var place : entries(entry.getValueNode(), LOCATIONS)) {
                        places.add(place(place));
                    }
                } else {
                    option(entry, options);
                }
            }
        }
        return new ConfigFile(options, places);
    }

    private ConfigFile.Place place(NodeTuple entry) throws UsageException {
        var key = entry.getKeyNode();
        Location prefix;
        try {
            prefix = Location.parse(nodes.text(key));
        } catch (IllegalArgumentException e) {
            throw nodes.wrong(key, e.getMessage());
        }
        if (prefix.userInfo().filter(info -> info.contains(":")).isPresent()) {
            throw nodes.wrong(key, "no password here: use password_file or password_env");
        }
        var options = new EnumMap<Option, List<Setting>>(Option.class);
        var store = new HashMap<String, String>();
        var place = new ConfigFile.Place(prefix, options, store);
        for (var setting : entries(entry.getValueNode(), prefix.toString())) {
            var name = nodes.text(setting.getKeyNode());
            if (STORE_KEYS.contains(name)) {
                if (!place.isWholeHost() || prefix.isLocal()) {
                    throw nodes.wrong(
                            setting.getKeyNode(), name + " holds for a whole host: write the location without a path");
                }
                store.put(name, lines(name, setting.getValueNode()));
            } else {
                option(setting, options);
                var option = Option.ofKey(name).orElseThrow();
                if (!option.perLocation()) {
                    throw nodes.wrong(
                            setting.getKeyNode(), name + " cannot differ by location: move it to the top level");
                }
            }
        }
        return place;
    }

    /** The value; several of an option that takes several, one a line. */
    private String lines(String name, Node node) throws UsageException {
        var option = Option.ofKey(name);
        if (option.isEmpty() || option.get().form() != Option.Form.LIST || !(node instanceof SequenceNode list)) {
            return nodes.text(node);
        }
        var lines = new ArrayList<String>();
        for (var value : list.getValue()) {
            lines.add(nodes.text(value));
        }
        return String.join("\n", lines);
    }

    private void option(NodeTuple entry, Map<Option, List<Setting>> into) throws UsageException {
        var name = nodes.text(entry.getKeyNode());
        if (SECRETS.contains(name)) {
            throw nodes.wrong(entry.getKeyNode(), "no secret belongs here: use " + name + "_file or " + name + "_env");
        }
        var option = Option.ofKey(name);
        if (option.isEmpty()) {
            throw nodes.wrong(entry.getKeyNode(), "unknown key '" + Shown.text(name) + "'" + nearest(name));
        }
        var values = new ArrayList<Setting>();
        for (var node : values(entry.getValueNode(), option.get())) {
            values.add(new Setting(nodes.text(node), nodes.at(node) + name));
        }
        into.put(option.get(), List.copyOf(values));
    }

    private List<? extends Node> values(Node node, Option option) throws UsageException {
        return option.form() == Option.Form.LIST && node instanceof SequenceNode list ? list.getValue() : List.of(node);
    }

    private List<NodeTuple> entries(Node node, String what) throws UsageException {
        return nodes.entries(node, what, "parallel: 2");
    }

    private static String nearest(String name) {
        var known = new TreeSet<>(STORE_KEYS);
        for (var option : Option.values()) {
            known.add(option.key());
        }
        var plain = name.replace('-', '_');
        return known.contains(plain) ? "; write " + plain : "; known are " + String.join(", ", known);
    }
}
