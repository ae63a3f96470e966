package io.hawser.cli;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;

/**
 * Every option that can be given as a flag, as an environment variable and in the configuration file. One table, so that the three agree and
 * {@code --help} tells of all.
 */
enum Option {
    RECURSIVE(Form.FLAG, "-r", "--recursive", "", "folders and prefixes with all that is in them", ""),
    INCLUDE(
            Form.LIST,
            "",
            "--include",
            "GLOB",
            "take what matches; of --include and --exclude the first match decides",
            "all"),
    EXCLUDE(Form.LIST, "", "--exclude", "GLOB", "leave out what matches", "nothing"),
    NO_GLOB(Form.FLAG, "", "--no-glob", "", "take * ? [ ] in a source literally", ""),
    TRANSFERS(Form.VALUE, "", "--transfers", "N", "files at the same time", "8"),
    PARALLEL(Form.VALUE, "", "--parallel", "N", "parts (connections) of one file at the same time", "4"),
    CONNECTIONS(
            Form.VALUE,
            "",
            "--connections",
            "N",
            "parts at the same time from one host, and to one host, each",
            "as --transfers and --parallel say"),
    PART_SIZE(Form.VALUE, "", "--part-size", "SIZE", "part size, for a file of that size or more", "8MiB"),
    ATTEMPTS(Form.VALUE, "", "--attempts", "N", "tries in a row that bring no byte", "5"),
    TIMEOUT(Form.VALUE, "", "--timeout", "DURATION", "stall: no byte moved where bytes are due", "30s"),
    MIN_RATE(Form.VALUE, "", "--min-rate", "RATE", "slower than this for a stall time counts as a stall", "none"),
    DEADLINE(Form.VALUE, "", "--deadline", "DURATION", "limit for the whole command", "none"),
    LIMIT_RATE(Form.VALUE, "", "--limit-rate", "RATE", "bytes per second over everything", "none"),
    VERIFY(
            Form.VALUE,
            "",
            "--verify",
            "HOW",
            "auto, none, sha256:HEX (any digest by name), sidecar:md5 (the source's name with .md5), md5:@LOCATION",
            "auto"),
    EXPECTED_SIZE(Form.VALUE, "", "--expected-size", "SIZE", "size of a source that cannot tell", "none"),
    IF_EXISTS(
            Form.VALUE,
            "",
            "--if-exists",
            "HOW",
            "overwrite, skip, fail, or changed: only when size, time or digest differ",
            "overwrite"),
    NO_RESUME(Form.FLAG, "", "--no-resume", "", "remove partial data, before and after a failure", ""),
    SYNC(Form.VALUE, "", "--sync", "HOW", "force data to disk before it is published: always, never", "always"),
    NO_TIMES(Form.FLAG, "", "--no-times", "", "do not give the target the source's modification time", ""),
    DELETE_SOURCE(
            Form.FLAG, "", "--delete-source", "", "delete the source after its copy is verified and published", ""),
    LEDGER(
            Form.VALUE,
            "",
            "--ledger",
            "FILE",
            "skip what this file tells to be done and unchanged, and note there what is done; runs may share it",
            "none"),
    DRY_RUN(Form.FLAG, "", "--dry-run", "", "say what would be copied", ""),
    REPORT(
            Form.VALUE,
            "",
            "--report",
            "FILE",
            "write a JSON object a line, one for each file; - is standard output",
            "none"),
    PROGRESS(Form.VALUE, "", "--progress", "HOW", "auto, bar, plain, json, none", "auto"),
    HEADER(Form.LIST, "", "--header", "NAME:VALUE-FROM", "extra HTTP header; the value from @FILE or env:NAME", "none"),
    CACERT(Form.VALUE, "", "--cacert", "FILE", "extra certificate authorities", "none"),
    SSH_CONFIG(Form.VALUE, "-F", "--ssh-config", "FILE", "configuration of SSH in place of ~/.ssh/config, or none", ""),
    IDENTITY(Form.LIST, "-i", "--identity", "FILE", "private key to log in with by SSH", "as ssh_config says"),
    SSH_OPTION(
            Form.LIST,
            "-o",
            "--ssh-option",
            "KEY=VALUE",
            "setting of SSH as in ssh_config, such as StrictHostKeyChecking=accept-new",
            "as ssh_config says"),
    PASSWORD_FILE(
            Form.VALUE,
            "",
            "--password-file",
            "FILE",
            "file whose first line is the password to log in with by SSH",
            ""),
    S3_OPTION(
            Form.LIST,
            "",
            "--s3-option",
            "NAME=VALUE",
            "attribute of S3 objects, such as StorageClass=STANDARD_IA or VersionId=…; a key of SSE-C as @FILE or env:NAME",
            "none"),
    VAR(Form.LIST, "", "--var", "NAME=VALUE", "what ${NAME} stands for in the manifest", "the environment's"),
    FORMAT(
            Form.VALUE,
            "",
            "--format",
            "FORM",
            "form of the manifest: yaml, json, tsv, jsonl",
            "by the ending of its name, or else by how it begins"),
    MAX_FAILURES(Form.VALUE, "", "--max-failures", "N", "start nothing more when that many files have failed", "none"),
    QUIET(Form.FLAG, "-q", "--quiet", "", "say nothing but errors", ""),
    VERBOSE(Form.COUNT, "-v", "--verbose", "", "say more; -vv tells of requests, without secrets", "");

    /** What follows the option's name. */
    enum Form {
        /** Nothing. */
        FLAG,
        /** Nothing, and it may be repeated. */
        COUNT,
        /** One value; of several the last counts. */
        VALUE,
        /** One value; all count. */
        LIST
    }

    private final Form form;
    private final String letter;
    private final String flag;
    private final String label;
    private final String meaning;
    private final String fallback;

    Option(Form form, String letter, String flag, String label, String meaning, String fallback) {
        this.form = form;
        this.letter = letter;
        this.flag = flag;
        this.label = label;
        this.meaning = meaning;
        this.fallback = fallback;
    }

    Form form() {
        return form;
    }

    /** All names on the command line, the long one last. */
    String[] flags() {
        return letter.isEmpty() ? new String[] {flag} : new String[] {letter, flag};
    }

    /** The long name, as in {@code --part-size}. */
    String flag() {
        return flag;
    }

    /** What stands for the value in help texts. */
    String label() {
        return label;
    }

    /** A description in one line, with the default. */
    String description() {
        return fallback.isEmpty() ? meaning : meaning + " (default: " + fallback + ")";
    }

    /** The environment variable, as in {@code HAWSER_PART_SIZE}. */
    String variable() {
        return "HAWSER_" + name();
    }

    /** The key in the configuration file, as in {@code part_size}. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it may differ from one location to another. */
    boolean perLocation() {
        return switch (this) {
            case PARALLEL, PART_SIZE, ATTEMPTS, TIMEOUT, MIN_RATE, VERIFY, IF_EXISTS, NO_RESUME, SYNC, NO_TIMES -> true;
            case RECURSIVE,
                    INCLUDE,
                    EXCLUDE,
                    NO_GLOB,
                    TRANSFERS,
                    CONNECTIONS,
                    DEADLINE,
                    LIMIT_RATE,
                    EXPECTED_SIZE,
                    DELETE_SOURCE,
                    LEDGER,
                    DRY_RUN,
                    REPORT,
                    PROGRESS,
                    HEADER,
                    CACERT,
                    SSH_CONFIG,
                    IDENTITY,
                    SSH_OPTION,
                    PASSWORD_FILE,
                    S3_OPTION,
                    VAR,
                    FORMAT,
                    MAX_FAILURES,
                    QUIET,
                    VERBOSE -> false;
        };
    }

    /** Whether a manifest may say it of one transfer. */
    boolean perTransfer() {
        return perLocation()
                || EnumSet.of(RECURSIVE, INCLUDE, EXCLUDE, NO_GLOB, EXPECTED_SIZE, DELETE_SOURCE)
                        .contains(this);
    }

    /** The option with that key in the configuration file. */
    static Optional<Option> ofKey(String key) {
        return Arrays.stream(values()).filter(o -> o.key().equals(key)).findFirst();
    }
}
