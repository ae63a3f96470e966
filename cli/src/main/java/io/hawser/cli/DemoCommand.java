package io.hawser.cli;

import io.hawser.CopyOptions;
import io.hawser.Entry;
import io.hawser.Hawser;
import io.hawser.HawserOptions;
import io.hawser.Location;
import io.hawser.Outcome;
import io.hawser.Transfer;
import io.hawser.TransferEvent;
import io.hawser.TransferListener;
import io.hawser.Verified;
import io.hawser.testkit.Content;
import io.hawser.testkit.Fault;
import io.hawser.testkit.FaultProxy;
import io.hawser.testkit.FaultScript;
import io.hawser.testkit.ScriptedHttpServer;
import io.hawser.testkit.ServedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code hawser demo}: the main job on loopback. A large file comes from an embedded server through a line that keeps breaking; the run is stopped in the
 * middle, a second run goes on, and what arrived is verified; then it is passed on by SFTP. Whatever is not as promised ends the demo with an error.
 */
final class DemoCommand {
    private static final long SIZE = 256L << 20;
    private static final long STOP_AT = SIZE * 45 / 100;
    private static final long RATE = 60L << 20;
    private static final long SEED = 20;
    private static final String OLD = "yesterday's file\n";

    private final Invocation call;
    private final List<String> broken = new ArrayList<>();

    private DemoCommand(Invocation call) {
        this.call = call;
    }

    static int run(Invocation call) throws Exception {
        return new DemoCommand(call).run();
    }

    private int run() throws Exception {
        var folder = Files.createTempDirectory("hawser-demo");
        try {
            return show(folder);
        } finally {
            TrainCommand.remove(folder);
        }
    }

    private int show(Path folder) throws Exception {
        var content = Content.random(SEED, SIZE);
        var target = folder.resolve("vendor.csv");
        Files.writeString(target, OLD);
        // Every connection breaks, each at another place and in one of two ways.
        var cuts = FaultScript.cuts(SEED, 2 << 20, 40 << 20);
        try (var server = ScriptedHttpServer.start();
                var line = FaultProxy.to(server.port(), cuts)) {
            server.on("/vendor.csv", ServedFile.of(content).withReprDigest());
            var url = "http://127.0.0.1:" + line.port() + "/vendor.csv";
            say("A web server on this machine offers a file of " + ByteSize.show(SIZE) + ", and " + target
                    + " holds an older one.");
            say("The line to it is bad: every connection is reset or closed after 2 to 40 MiB.");
            say("");
            say("1. A first run fetches it in 4 parts at a time, and is stopped after 45 %:");
            var source = Location.parse(url);
            var place = Location.local(target.toString());
            // The rate keeps the bars readable.
            var limits = HawserOptions.defaults().withLimitRate(RATE);
            var first = copy(source, place, limits, STOP_AT);
            long before = server.sent();
            promise("the first run was stopped in the middle", first.outcome() instanceof Outcome.Cancelled);
            promise("the old file is untouched", Files.size(target) == OLD.length());
            say("");
            say("2. The same command again goes on from the blocks that are there, each checked first:");
            var second = copy(source, place, limits, Long.MAX_VALUE);
            check(first, second, content, target);
            table(first, second, before, server.sent() - before, line.connections());
        }
        if (broken.isEmpty()) {
            pass(target, content, folder.resolve("partner"));
        }
        if (broken.isEmpty()) {
            return 0;
        }
        broken.forEach(promise -> call.screen().error("the demo found a promise broken: " + promise));
        return 1;
    }

    /** On to somebody who takes it by SFTP. */
    private void pass(Path file, Content content, Path folder) throws Exception {
        say("");
        say(
                "3. It goes on to an SFTP server, Hawser's own, and three connections break on the way; it is seen there when it is whole:");
        try (var partner = DemoPartner.start(folder, FaultScript.first(3, upTo(24 << 20)))) {
            var limits = HawserOptions.defaults().withLocationOptions(_ -> partner.options());
            var run = copy(Location.local(file.toString()), partner.location("vendor.csv"), limits, Long.MAX_VALUE);
            promise("the upload ended well: " + run.outcome(), run.outcome() instanceof Outcome.Copied);
            var arrived = partner.file("vendor.csv");
            promise("the line to the server broke and the copy went on", run.breaks() > 0);
            promise(
                    "the server has the right SHA-256 on its disk",
                    Files.exists(arrived) && sha256(arrived).equals(content.sha256()));
            say("");
            row("parts cut off, went on by themselves", times(run.breaks()), "");
            row("on the server's disk", broken.isEmpty() ? "the same SHA-256" : "NOT AS PROMISED", "");
            say("");
            say("Such a server is one command: hawser serve --root FOLDER");
        }
    }

    private static Fault upTo(long bytes) {
        return new Fault.ResetAfter(bytes, Fault.Direction.TO_SERVER);
    }

    /** How one run went. */
    private record Run(Outcome outcome, long breaks) {}

    private Run copy(Location source, Location target, HawserOptions limits, long stopAt) throws Exception {
        var options = CopyOptions.defaults();
        var board = new Board(1);
        var moved = new AtomicLong();
        var breaks = new AtomicLong();
        TransferListener listener = (transfer, event) -> {
            switch (event) {
                case TransferEvent.Queued _ -> board.started(transfer);
                case TransferEvent.Started begun -> moved.addAndGet(begun.resumedBytes());
                case TransferEvent.Moved(var bytes) -> stopBeyond(stopAt, moved.addAndGet(bytes), transfer);
                case TransferEvent.Retrying _ -> breaks.incrementAndGet();
                case TransferEvent.Finishing _ -> {}
                case TransferEvent.Finished(var outcome) -> board.ended(transfer, outcome);
            }
        };
        // The environment may name a proxy, which has no business on loopback.
        try (var hawser = Hawser.open(limits.withEnvironment(Map.of()));
                var _ = Interruption.runs(call.screen(), _ -> hawser.cancelAll());
                var _ = ProgressDisplay.start(
                        ProgressDisplay.How.AUTO,
                        board,
                        call.screen(),
                        call.settings().environment())) {
            var transfer = hawser.copy(Entry.file(source), target, options, listener, null);
            return new Run(transfer.await(), breaks.get());
        }
    }

    private static void stopBeyond(long limit, long moved, Transfer transfer) {
        if (moved >= limit) {
            transfer.cancel();
        }
    }

    private void check(Run first, Run second, Content content, Path target) throws IOException {
        promise("the second run ended well: " + second.outcome(), second.outcome() instanceof Outcome.Copied);
        var summary = second.outcome().summary();
        promise("the line broke and the copy went on", first.breaks() + second.breaks() > 0);
        promise("the second run went on from the first", summary.resumedBytes() > 0);
        promise("the server's SHA-256 was compared", summary.verified().by() == Verified.By.SOURCE);
        promise(
                "the file has the right SHA-256, computed once more from the disk",
                sha256(target).equals(content.sha256()));
        try (var names = Files.list(target.getParent())) {
            promise("nothing is left beside the file", names.count() == 1);
        }
    }

    private void promise(String what, boolean kept) {
        if (!kept) {
            broken.add(what);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void table(Run first, Run second, long sentFirst, long sentSecond, int connections) throws OutputException {
        var one = first.outcome().summary();
        var two = second.outcome().summary();
        say("");
        row("", "first run", "second run");
        row("ended", "stopped at 45 %", broken.isEmpty() ? "complete" : "NOT AS PROMISED");
        row("time", TimeSpan.show(one.elapsed()), TimeSpan.show(two.elapsed()));
        row("connection broke, went on by itself", times(first.breaks()), times(second.breaks()));
        row("kept from the run before", "-", ByteSize.show(two.resumedBytes()));
        row("sent by the server, lost ones included", ByteSize.show(sentFirst), ByteSize.show(sentSecond));
        row("the file under its name", "the old one, whole", "the new one, whole");
        row("compared with the server's SHA-256", "-", broken.isEmpty() ? "equal" : "see below");
        say("");
        say(connections + " connections in all. The same happens with a kill -9: try it with hawser cp.");
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private void row(String what, String first, String second) throws OutputException {
        say(String.format("  %-38s %-20s %s", what, first, second).stripTrailing());
    }

    private void say(String line) throws OutputException {
        call.out().line(line);
        call.out().flush();
    }
}
