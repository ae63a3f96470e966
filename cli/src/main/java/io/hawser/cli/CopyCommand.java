package io.hawser.cli;

import io.hawser.Hawser;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.Verify;
import io.hawser.store.Capabilities.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** {@code hawser cp}. */
final class CopyCommand {
    private final Invocation call;
    private final Settings settings;
    private final Screen screen;

    private CopyCommand(Invocation call) {
        this.call = call;
        this.settings = call.settings();
        this.screen = call.screen();
    }

    static int run(Invocation call) throws Exception {
        return new CopyCommand(call).run();
    }

    private int run() throws Exception {
        var how = settings.value(Option.PROGRESS, ProgressDisplay.How::parse, ProgressDisplay.How.AUTO);
        var filter = FilterRules.of(call.rules(), settings);
        var operands = new ArrayList<Location>();
        for (var operand : call.operands()) {
            operands.add(location(operand));
        }
        boolean recursive = settings.isSet(Option.RECURSIVE);
        boolean globs = !settings.isSet(Option.NO_GLOB);
        var target = PropertySuffix.of(operands.removeLast(), globs);
        operands.add(target.location());
        var tuning = CopyTuning.of(settings).giving(target.attributes());
        refuseSharedOutput(operands.getLast());
        var named = new ArrayList<>(operands);
        if (tuning.general().verify() instanceof Verify.DigestFile file) {
            named.add(file.location());
        }
        EnvironmentCredentials.check(named, settings);
        EnvironmentCredentials.checkHeaders(named, settings);
        try (var hawser = Stores.openForCopies(settings, screen);
                var plan = new CopyPlan(hawser, recursive, globs, filter, CopyPlan.Whose.COMMAND_LINE)) {
            plan.take(operands);
            refuseOneForAll(plan, tuning);
            refuseUnable(hawser, plan, operands.getLast(), tuning);
            refuseReportInPlace(plan);
            boolean dry = settings.isSet(Option.DRY_RUN);
            var targets = new Targets(hawser, Report.file(settings), !dry);
            try (var jobs =
                    new Jobs(hawser, plan.sources(), filter, tuning, targets, new AtomicLong()::incrementAndGet)) {
                return dry ? new DryRun(hawser, call.out(), screen).run(jobs) : copy(hawser, plan, jobs, how);
            }
        }
    }

    private int copy(Hawser hawser, CopyPlan plan, Jobs jobs, ProgressDisplay.How how) throws Exception {
        var around = new SupervisedRun.Circumstances(
                settings, call.out(), screen, shown(how, plan), plan.files(), Integer.MAX_VALUE);
        var ended = SupervisedRun.of(hawser, jobs, around);
        var tally = ended.tally();
        if (!tally.onlyFailure()) {
            // Whoever asked for more has read the line of that one file.
            boolean told = plan.files() != 1 && screen.shows(Screen.Detail.VERBOSE);
            screen.note(told ? tally.sum() : tally.line());
        }
        return ended.status();
    }

    /** Bars would tear what is written to the same terminal. */
    private ProgressDisplay.How shown(ProgressDisplay.How how, CopyPlan plan) {
        boolean toTerminal = plan.sources().getFirst().target().isStandardStream() && Terminal.isOutput();
        return how == ProgressDisplay.How.AUTO && toTerminal ? ProgressDisplay.How.NONE : how;
    }

    /** The location that a word names. */
    static Location location(String word) throws UsageException {
        try {
            var location = Location.parse(word);
            EnvironmentCredentials.refusePassword(location);
            return location;
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private void refuseSharedOutput(Location target) throws UsageException {
        boolean report =
                settings.find(Option.REPORT).filter(r -> r.text().equals("-")).isPresent();
        if (report && target.isStandardStream()) {
            throw new UsageException("--report -: standard output takes the file already; write the report to a file");
        }
    }

    /** A report is begun before the first byte moves: it would empty the source, or be replaced by the copy. */
    private void refuseReportInPlace(CopyPlan plan) throws UsageException {
        var report = settings.find(Option.REPORT);
        if (Report.file(settings).isEmpty()) {
            return;
        }
        var file = Report.file(settings).get();
        for (var source : plan.sources()) {
            if (!(source instanceof CopySource.Single) && SameFile.below(file, source.location())) {
                throw report.get().wrong("is there already, below a source of this copy; write the report elsewhere");
            }
            if (SameFile.is(file, source.location())) {
                throw report.get().wrong("is a source of this copy; write the report to another file");
            }
            if (SameFile.named(file, source.target())) {
                throw report.get().wrong("is a target of this copy; write the report to another file");
            }
        }
    }

    /** A digest and a size are those of one file. */
    private void refuseOneForAll(CopyPlan plan, CopyTuning tuning) throws UsageException {
        if (plan.files() == 1) {
            return;
        }
        boolean oneDigest = switch (tuning.general().verify()) {
            case Verify.Given _, Verify.DigestFile _ -> true;
            case Verify.Auto _, Verify.None _, Verify.Sidecar _ -> false;
        };
        for (var one : List.of(Option.VERIFY, Option.EXPECTED_SIZE)) {
            var setting = settings.find(one);
            if (setting.isPresent() && (one == Option.EXPECTED_SIZE || oneDigest)) {
                throw setting.get().wrong("holds for one file; copy the files one by one, or use --verify sidecar:md5");
            }
        }
    }

    private void refuseUnable(Hawser hawser, CopyPlan plan, Location target, CopyTuning tuning)
            throws UsageException, StoreException {
        if (!hawser.store(target).capabilities().can(Capability.WRITE)) {
            throw new UsageException(target + ": cannot be written; name another target");
        }
        for (var source : plan.sources()) {
            if (tuning.deletesUnverified(source.location(), source.target())) {
                throw new UsageException(source.location()
                        + ": is deleted only after its copy was verified; leave --delete-source or --verify none away");
            }
            if (tuning.general().deleteSource()
                    && (source.location().isStandardStream()
                            || !hawser.store(source.location()).capabilities().can(Capability.DELETE))) {
                throw new UsageException(source.location() + ": cannot be deleted; leave --delete-source away");
            }
        }
    }
}
