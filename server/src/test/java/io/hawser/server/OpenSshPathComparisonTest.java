package io.hawser.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, as OpenSSH's server has them: renaming, making, removing, linking, and what a path means. */
class OpenSshPathComparisonTest extends OpenSshComparison {
    private static final String BY_LETTERS = "clients ask for paths that they are about to make";
    private static final String SOMETHING = "a link that leads nowhere is something, too";
    private static final String REGULAR_ONLY = "hard links are made of regular files alone";
    private static final String EMPTY_PATH =
            "an empty path is the home folder, says draft-ietf-secsh-filexfer-02 section 6.2";
    private static final List<String> BY_LETTERS_HERE =
            List.of("file/below", "none/below", "none/", "none/new", "none/..", "none/../file", "dangling/");
    private static final List<String> MISSING_PATHS = List.of("none", "file/below", "none/below");

    @Test
    void renames() throws IOException {
        var pairs = new ArrayList<String>();
        var sources = new ArrayList<>(PATHS);
        sources.addAll(List.of("file/", "folder/", "link/"));
        for (String from : sources) {
            for (String to : List.of(
                    "file",
                    "empty",
                    "folder",
                    "folder/inner",
                    "none",
                    "link",
                    "dangling",
                    "tofolder",
                    "file/below",
                    "none/below")) {
                pairs.add(from + " " + to);
            }
        }
        for (int i = 0; i < pairs.size(); i++) {
            make("plain" + i);
            make("posix" + i);
        }
        compare(Uploads.WHOLE, script -> {
            for (int i = 0; i < pairs.size(); i++) {
                String from = pairs.get(i).split(" ")[0];
                String to = pairs.get(i).split(" ")[1];
                String plain = "/plain" + i;
                script.on("rename " + pairs.get(i));
                if (to.equals("dangling") && !MISSING_PATHS.contains(from)) {
                    String there =
                            from.startsWith("folder") || from.equals("empty") || from.endsWith("/") ? MISSING : OK;
                    script.differs(
                            SOMETHING,
                            from.endsWith("/") && !from.equals("folder/") ? MISSING : FAILURE,
                            from.equals("file") ? FAILURE : there);
                }
                script.ask(
                        "rename",
                        script.next(18).text(script.path(plain + "/" + from)).text(script.path(plain + "/" + to)));
                if (!to.equals("dangling") || !LINKS.contains(from)) {
                    script.tree(plain);
                }
                String posix = "/posix" + i;
                script.on("posix-rename " + pairs.get(i));
                script.differsIf(
                        from.startsWith("folder") && to.equals("folder/inner"), NOT_MALFORMED, FAILURE, BAD_MESSAGE);
                script.ask(
                        "posix-rename",
                        script.extended("posix-rename@openssh.com")
                                .text(script.path(posix + "/" + from))
                                .text(script.path(posix + "/" + to)));
                script.tree(posix);
            }
        });
    }

    @Test
    void makesAndRemoves() throws IOException {
        var all = new ArrayList<>(PATHS);
        all.addAll(List.of(
                "new",
                "new/",
                "empty/",
                "folder/",
                "file/",
                "link/",
                "tofolder/",
                "folder/.",
                "folder/..",
                "dangling/"));
        for (String path : all) {
            for (String what : List.of("mkdir", "rmdir", "remove")) {
                make(what + path.replace('/', '-'));
            }
        }
        compare(Uploads.WHOLE, script -> {
            for (String path : all) {
                for (String what : List.of("mkdir", "rmdir", "remove")) {
                    String folder = "/" + what + path.replace('/', '-');
                    script.on(what + " " + path);
                    switch (what) {
                        case "mkdir" ->
                            script.ask(
                                    "mkdir",
                                    script.next(14)
                                            .text(script.path(folder + "/" + path))
                                            .u32(4)
                                            .u32(0710));
                        case "rmdir" ->
                            script.differsIf(path.equals("folder/."), NOT_MALFORMED, FAILURE, BAD_MESSAGE)
                                    .onPath("rmdir", 15, folder + "/" + path);
                        default -> script.onPath("remove", 13, folder + "/" + path);
                    }
                    script.tree(folder);
                }
            }
        });
    }

    @Test
    void links() throws IOException {
        for (String path : PATHS) {
            make("s" + path.replace('/', '-'));
            make("h" + path.replace('/', '-'));
            make("t" + path.replace('/', '-'));
        }
        compare(Uploads.WHOLE, script -> {
            for (String path : PATHS) {
                String soft = "/s" + path.replace('/', '-');
                script.on("links " + path);
                script.differsIf(List.of("file", "empty", "folder").contains(path), NOT_MALFORMED, FAILURE, BAD_MESSAGE)
                        .onPath("readlink", 19, soft + "/" + path);
                script.ask("symlink", script.next(20).text("any/thing").text(script.path(soft + "/" + path)));
                script.ask("symlink", script.next(20).text(path).text(script.path(soft + "/made")));
                script.onPath("readlink", 19, soft + "/made");
                script.tree(soft);
                String hard = "/h" + path.replace('/', '-');
                script.differsIf(LINKS.contains(path), REGULAR_ONLY, FAILURE, OK)
                        .differsIf(path.equals("folder") || path.equals("empty"), REGULAR_ONLY, FAILURE, DENIED);
                script.ask(
                        "hardlink from",
                        script.extended("hardlink@openssh.com")
                                .text(script.path(hard + "/" + path))
                                .text(script.path(hard + "/made")));
                if (!LINKS.contains(path)) {
                    script.tree(hard);
                }
                String to = "/t" + path.replace('/', '-');
                script.ask(
                        "hardlink to",
                        script.extended("hardlink@openssh.com")
                                .text(script.path(to + "/file"))
                                .text(script.path(to + "/" + path)));
                script.tree(to);
            }
        });
    }

    @Test
    void paths() throws IOException {
        make("w");
        var names = new ArrayList<>(PATHS);
        names.addAll(List.of(
                "",
                ".",
                "file/",
                "file/.",
                "file/..",
                "./file",
                "folder/",
                "folder//inside",
                "folder/.",
                "folder/..",
                "folder/../file",
                "folder/inner/../../file",
                "none/",
                "none/..",
                "none/../file",
                "none/new",
                "dangling/",
                "loop/x",
                "tofolder/",
                "tofolder/..",
                "tofolder/inside",
                "tofolder/../file",
                "tofolder/none",
                "n".repeat(255),
                "n".repeat(256)));
        compare(Uploads.WHOLE, script -> {
            for (String name : names) {
                for (String path : List.of("/w/" + name, "w/" + name, "/w//" + name, "./w/./" + name)) {
                    script.on(path);
                    boolean loop = name.startsWith("loop");
                    boolean tooLong = name.length() > 255;
                    script.differsIf(loop, LOOP, FAILURE, MISSING);
                    script.differsIf(tooLong, NOT_MALFORMED, FAILURE, BAD_MESSAGE);
                    script.onPath("stat", 17, path);
                    script.differsIf(name.equals("loop/x"), LOOP, FAILURE, MISSING);
                    script.differsIf(tooLong, NOT_MALFORMED, FAILURE, BAD_MESSAGE);
                    script.onPath("lstat", 7, path);
                    if (!BY_LETTERS_HERE.contains(name)) {
                        script.differsIf(loop, LOOP, FAILURE, MISSING);
                        script.differsIf(tooLong, NOT_MALFORMED, FAILURE, BAD_MESSAGE);
                        script.onPath("realpath", 16, path);
                    }
                    script.differsIf(loop, LOOP, FAILURE, MISSING);
                    script.differsIf(tooLong, NOT_MALFORMED, FAILURE, BAD_MESSAGE);
                    script.list(path);
                }
            }
            for (String path : List.of(".", "./", "/")) {
                script.on("home by " + path);
                script.onPath("stat", 17, path);
                script.onPath("realpath", 16, path);
                script.list(path);
            }
            script.on("an empty path");
            script.onPath("realpath", 16, "");
            script.differs(EMPTY_PATH, "a handle", MISSING).openFolder("");
            for (String name : BY_LETTERS_HERE) {
                script.on("realpath " + name);
                String letters =
                        "/w/" + name.replaceAll("/$|none/../|/none/..", "").replaceAll("^none/..$", "");
                script.differs(BY_LETTERS, "names [" + letters.replaceAll("/$", "") + " flags 0]", MISSING);
                script.onPath("realpath", 16, "/w/" + name);
            }
        });
    }
}
