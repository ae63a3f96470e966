package io.hawser.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.testkit.Command;
import io.hawser.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A command of the cookbook, taken from its file and started as its scheduler would start it. */
enum Example {
    AIRFLOW_BASH("full-2026-01-02.csv.gz", "md5", "report.jsonl") {
        @Override
        Command command(Site site, Map<String, String> more) throws IOException {
            var task = map(dag(), "fetch");
            assertThat(task).containsEntry("append_env", true).containsEntry("skip_on_exit_code", null);
            var command = Command.of("bash", "-c", text(task, "bash_command"));
            var variables = variables(map(task, "env"));
            variables.put("VENDOR", site.server());
            variables.put("LANDING", site.data().toString());
            variables.put("HAWSER_IDENTITY", site.config().resolve("id_ed25519").toString());
            variables.put(
                    "HAWSER_SSH_OPTION", "UserKnownHostsFile=" + site.config().resolve("known_hosts"));
            variables.putAll(more);
            return site.onPath(command, variables);
        }
    },

    AIRFLOW_POD("full-2026-01-02.csv.gz", "md5", "report.jsonl") {
        @Override
        Command command(Site site, Map<String, String> more) throws IOException {
            var task = map(dag(), "fetch_in_pod");
            assertThat(map(task, "container_security_context")).containsEntry("readOnlyRootFilesystem", true);
            int user = (int) map(task, "security_context").get("runAsUser");
            return inPod(site, user, variables(map(task, "env_vars")), texts(task.get("arguments")), more);
        }
    },

    KUBERNETES_JOB("full.csv.gz", "md5", "report.jsonl") {
        @Override
        Command command(Site site, Map<String, String> more) throws IOException {
            return job(site, map(yaml("kubernetes-job.yaml"), "spec"), more);
        }
    },

    KUBERNETES_CRON_JOB("full.csv.gz", "md5", "report.jsonl") {
        @Override
        Command command(Site site, Map<String, String> more) throws IOException {
            var documents = documents("kubernetes-cronjob.yaml");
            var manifests = map(documents.getFirst(), "data");
            for (var name : manifests.keySet()) {
                Files.writeString(site.config().resolve(name), text(manifests, name));
            }
            return job(site, map(documents.getLast(), "spec", "jobTemplate", "spec"), more);
        }
    },

    GITHUB_ACTIONS("large.tar.zst", "sha256", "fixtures/report.jsonl") {
        @Override
        Command command(Site site, Map<String, String> more) throws IOException {
            var step = maps(map(yaml("github-actions.yaml"), "jobs", "fixtures").get("steps")).stream()
                    .filter(each -> "Fetch".equals(each.get("name")))
                    .findFirst()
                    .orElseThrow();
            var variables = variables(map(step, "env"));
            variables.replaceAll((_, value) -> value.replaceFirst("^\\$\\{\\{ secrets\\.\\w+ }}$", "token"));
            variables.put("FIXTURES", site.server());
            variables.putAll(more);
            // What the runner writes the lines to, and how it starts them.
            var script = Files.writeString(site.config().resolve("step.sh"), text(step, "run"));
            var command = Command.of("bash", "--noprofile", "--norc", "-eo", "pipefail", script.toString());
            return site.onPath(command, variables).in(site.data());
        }
    },

    GITLAB_CI("large.tar.zst", "sha256", "fixtures/report.jsonl") {
        @Override
        Command command(Site site, Map<String, String> more) throws IOException {
            var job = map(yaml("gitlab-ci.yaml"), "fixtures");
            var variables = variables(map(job, "variables"));
            variables.put("HAWSER_HTTP_TOKEN", "token");
            variables.put("FIXTURES", site.server());
            variables.putAll(more);
            var command = Command.of("sh", "-ec", String.join("\n", texts(job.get("script"))));
            return site.onPath(command, variables).in(site.data());
        }
    };

    /** A reference to a variable, as Kubernetes replaces it in arguments. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");

    private final String file;
    private final String digest;
    private final String report;

    Example(String file, String digest, String report) {
        this.file = file;
        this.digest = digest;
        this.report = report;
    }

    /**
     * Where an example runs.
     *
     * @param data the folder that outlives a run
     * @param root an empty folder for a container's root
     * @param config keys, read-only
     * @param server where the files are
     */
    record Site(Archive archive, Path data, Path root, Path config, String server) {
        Command onPath(Command command, Map<String, String> variables) {
            var own = command.with("PATH", archive.folder().resolve("bin") + ":" + System.getenv("PATH"));
            for (var variable : variables.entrySet()) {
                own = own.with(variable.getKey(), variable.getValue());
            }
            return own;
        }
    }

    /** The name of the file that it fetches. */
    String file() {
        return file;
    }

    /** The algorithm of the digest that lies beside that. */
    String digest() {
        return digest;
    }

    /** Where below the data its report is; the file is beside it. */
    String report() {
        return report;
    }

    /** Whether it fetches by SFTP; by HTTP otherwise. */
    boolean sftp() {
        return digest.equals("md5");
    }

    /** Whether it runs in a container with a user of its own, which root alone can try. */
    boolean pod() {
        return sftp() && this != AIRFLOW_BASH && System.getProperty("user.name").equals("root");
    }

    /**
     * The command at that place, with nothing changed but where the files and keys are.
     *
     * @param more variables besides those of the example
     */
    abstract Command command(Site site, Map<String, String> more) throws IOException;

    private static Command job(Site site, Map<String, Object> spec, Map<String, String> more) throws IOException {
        var pod = map(spec, "template", "spec");
        var container = maps(pod.get("containers")).getFirst();
        assertThat(pod).containsEntry("restartPolicy", "Never");
        assertThat(map(container, "securityContext")).containsEntry("readOnlyRootFilesystem", true);
        var variables = new LinkedHashMap<String, String>();
        maps(container.get("env")).forEach(each -> variables.put(text(each, "name"), text(each, "value")));
        int user = (int) map(pod, "securityContext").get("runAsUser");
        return inPod(site, user, variables, texts(container.get("args")), more);
    }

    private static Command inPod(
            Site site, int user, Map<String, String> variables, List<String> words, Map<String, String> more) {
        variables.put("VENDOR", site.server());
        variables.putAll(more);
        var expanded = words.stream()
                .map(word -> REFERENCE.matcher(word).replaceAll(match -> variables.get(match.group(1))))
                .toList();
        var environment = new ArrayList<String>();
        variables.forEach((name, value) -> environment.add(name + "=" + value));
        return site.archive().contained(site.root(), site.data(), site.config(), user, environment, expanded);
    }

    private static Map<String, Object> dag() throws IOException {
        var ended = Archive.succeeded(Command.of(
                Python.with("ast").toString(),
                "src/test/dag.py",
                cookbook("airflow.py").toString(),
                "2026-01-02"));
        return loaded(ended.outText());
    }

    private static Path cookbook(String name) {
        return Path.of("../docs/cookbook", name);
    }

    private static Map<String, Object> yaml(String name) throws IOException {
        return documents(name).getFirst();
    }

    private static List<Map<String, Object>> documents(String name) throws IOException {
        var documents = new ArrayList<Map<String, Object>>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(cookbook(name)))
                .forEach(document -> documents.add(asMap(document)));
        return documents;
    }

    private static Map<String, Object> loaded(String yaml) {
        return asMap(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private static Map<String, Object> asMap(Object value) {
        var map = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) value).forEach((name, part) -> map.put((String) name, part));
        return map;
    }

    private static Map<String, Object> map(Map<String, Object> parent, String... names) {
        var inner = parent;
        for (var name : names) {
            inner = asMap(inner.get(name));
        }
        return inner;
    }

    private static List<Map<String, Object>> maps(Object list) {
        return ((List<?>) list).stream().map(Example::asMap).toList();
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }

    private static String text(Map<String, Object> parent, String name) {
        return (String) parent.get(name);
    }

    private static Map<String, String> variables(Map<String, Object> given) {
        var variables = new LinkedHashMap<String, String>();
        given.forEach((name, value) -> variables.put(name, (String) value));
        return variables;
    }
}
