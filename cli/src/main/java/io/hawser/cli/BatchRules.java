package io.hawser.cli;

import io.hawser.Glob;
import io.hawser.Hawser;
import io.hawser.Location;
import io.hawser.NameFilter;
import io.hawser.StoreException;
import io.hawser.Verify;
import io.hawser.store.Capabilities.Capability;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What holds for the transfers of a batch, and what can be known to be wrong with one before it is begun. Not for use by several threads. */
final class BatchRules {
    private final Hawser hawser;
    private final Settings settings;
    private final Map<Option, List<Setting>> defaults;
    private final List<Map.Entry<Boolean, String>> filters;
    private final Way common;
    private final Set<Location> roots = new HashSet<>();
    private boolean standardInput;

    /** How the sources of a transfer are read, and how their files are copied. */
    record Way(CopyTuning tuning, NameFilter filter, boolean recursive, boolean globs) {}

    /** A transfer, whose target stands without the properties behind it, and its way. */
    record Planned(BatchEntry entry, Way way) {}

    /**
     * Those of a command.
     *
     * @param filters {@code --include} and {@code --exclude} in their order
     * @param defaults what a manifest says of all its transfers
     * @param standardInput whether standard input is taken: by the manifest
     */
    BatchRules(
            Hawser hawser,
            Settings settings,
            List<Map.Entry<Boolean, String>> filters,
            Map<Option, List<Setting>> defaults,
            boolean standardInput)
            throws UsageException {
        this.hawser = hawser;
        this.settings = settings;
        this.filters = filters;
        this.defaults = defaults;
        this.standardInput = standardInput;
        this.common = way(settings.with(defaults));
        refuseForOne();
    }

    /** A digest and a size are those of one file. */
    private void refuseForOne() throws UsageException {
        var all = settings.with(defaults);
        for (var one : List.of(Option.VERIFY, Option.EXPECTED_SIZE)) {
            var setting = all.find(one);
            if (setting.isPresent() && (one == Option.EXPECTED_SIZE || isOfOne(common))) {
                throw setting.get().wrong("holds for one file; write it at its transfer in the manifest");
            }
        }
    }

    private static boolean isOfOne(Way way) {
        return switch (way.tuning().general().verify()) {
            case Verify.Given _, Verify.DigestFile _ -> true;
            case Verify.Auto _, Verify.None _, Verify.Sidecar _ -> false;
        };
    }

    /**
     * What is to be done for a transfer.
     *
     * @throws UsageException when an option of it cannot be used
     */
    Planned plan(BatchEntry given) throws UsageException {
        var way = given.options().isEmpty() ? common : own(given);
        var to = PropertySuffix.of(given.to(), way.globs());
        return to.present()
                ? new Planned(
                        given.withTo(to.location()),
                        new Way(way.tuning().giving(to.attributes()), way.filter(), way.recursive(), way.globs()))
                : new Planned(given, way);
    }

    private Way own(BatchEntry entry) throws UsageException {
        var said = new EnumMap<Option, List<Setting>>(Option.class);
        said.putAll(defaults);
        said.putAll(entry.options());
        return way(settings.with(said));
    }

    private Way way(Settings all) throws UsageException {
        return new Way(
                CopyTuning.of(all),
                FilterRules.of(filters, all),
                all.isSet(Option.RECURSIVE),
                !all.isSet(Option.NO_GLOB));
    }

    /**
     * Refuses what cannot be right, without asking another machine.
     *
     * @return how many files it is, or -1 where only a listing can tell
     */
    int check(Planned planned) throws UsageException {
        var way = planned.way();
        var entry = planned.entry();
        checkCredentials(entry, way);
        boolean single = true;
        for (var from : entry.from()) {
            boolean able = can(entry, from, Capability.DELETE) && !from.isStandardStream();
            if (way.tuning().general().deleteSource() && !able) {
                throw entry.at().wrong(from + ": cannot be deleted; leave delete_source away");
            }
            if (way.tuning().deletesUnverified(from, entry.to())) {
                throw entry.at()
                        .wrong(
                                from
                                        + ": is deleted only after its copy was verified; leave delete_source or verify: none away");
            }
            single &= isSingle(entry, from, way);
        }
        if (!can(entry, entry.to(), Capability.WRITE)) {
            throw entry.at().wrong(entry.to() + ": cannot be written; name another target");
        }
        boolean many = entry.listed() || !single;
        refuseMany(entry, way, many);
        refuseStreams(entry, many);
        refuseReport(entry, way);
        return single ? entry.from().size() : -1;
    }

    private boolean can(BatchEntry entry, Location location, Capability ability) throws UsageException {
        try {
            return hawser.store(location).capabilities().can(ability);
        } catch (StoreException e) {
            throw entry.at().wrong(e.getMessage());
        }
    }

    /** Whether it is one file, as far as its name and a look at this machine's disk can tell. */
    private boolean isSingle(BatchEntry entry, Location from, Way way) throws UsageException {
        if (from.isStandardStream() || !can(entry, from, Capability.LIST)) {
            return true;
        }
        boolean glob = way.globs()
                && (Glob.isPattern(from.path()) || PropertySuffix.of(from, true).present());
        if (!from.isLocal()) {
            return !glob && !way.recursive();
        }
        if (!glob && !way.recursive()) {
            return true;
        }
        var path = Path.of(from.path());
        return !(glob && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) && !Files.isDirectory(path);
    }

    /** Those of its sources that are one file each. */
    List<Location> singles(Planned planned) throws UsageException {
        var singles = new ArrayList<Location>();
        for (var from : planned.entry().from()) {
            if (isSingle(planned.entry(), from, planned.way())) {
                singles.add(from);
            }
        }
        return singles;
    }

    private static void refuseMany(BatchEntry entry, Way way, boolean many) throws UsageException {
        var to = entry.to();
        if (!many) {
            return;
        }
        if (isOfOne(way) || way.tuning().general().expectedSize().isPresent()) {
            throw entry.at().wrong("a digest or a size holds for one file, and this transfer may be of several");
        }
        if (entry.listed() && !to.isLocal() && !to.namesFolder()) {
            throw entry.at().wrong(to + ": several sources need a folder as target: end it with a slash");
        }
    }

    private void refuseStreams(BatchEntry entry, boolean many) throws UsageException {
        for (var from : entry.from()) {
            if (from.isStandardStream()) {
                if (standardInput) {
                    throw entry.at().wrong("-: standard input can be read once only");
                }
                standardInput = true;
            }
        }
        if (entry.to().isStandardStream()) {
            if (many) {
                throw entry.at().wrong("standard output takes one file, not several or a folder");
            }
            if (settings.find(Option.REPORT).filter(r -> r.text().equals("-")).isPresent()) {
                throw entry.at().wrong("-: standard output takes the report already");
            }
        }
    }

    /** The file of the report, if it goes to one. */
    Optional<Location> report() {
        return Report.file(settings);
    }

    /** A report is begun before the first byte moves: it would empty the source, or be replaced by the copy. */
    private void refuseReport(BatchEntry entry, Way way) throws UsageException {
        var report = report();
        if (report.isEmpty()) {
            return;
        }
        for (var from : entry.from()) {
            boolean within = !isSingle(entry, from, way) && SameFile.below(report.get(), from);
            if (within || SameFile.is(report.get(), from)) {
                throw entry.at().wrong("the report " + report.get() + " would overwrite a source; write it elsewhere");
            }
            var target = target(entry, from);
            if (target.isPresent() && SameFile.named(report.get(), target.get())) {
                throw entry.at().wrong("the report " + report.get() + " is a target; write it elsewhere");
            }
        }
    }

    /** Where that source of a transfer goes if it is one file; empty where it has no name to keep. */
    static Optional<Location> target(BatchEntry entry, Location from) {
        var to = entry.to();
        boolean folder = entry.listed() || to.namesFolder() || to.isLocal() && Files.isDirectory(Path.of(to.path()));
        if (!folder || to.isStandardStream()) {
            return Optional.of(to);
        }
        return from.isStandardStream() || from.name().isEmpty()
                ? Optional.empty()
                : Optional.of(to.resolve(from.name()));
    }

    private void checkCredentials(BatchEntry entry, Way way) throws UsageException {
        var fresh = new HashSet<Location>();
        for (var from : entry.from()) {
            fresh.add(from.root());
        }
        fresh.add(entry.to().root());
        if (way.tuning().general().verify() instanceof Verify.DigestFile digests) {
            can(entry, digests.location(), Capability.LIST);
            fresh.add(digests.location().root());
        }
        fresh.removeAll(roots);
        if (fresh.isEmpty()) {
            return;
        }
        roots.addAll(fresh);
        try {
            EnvironmentCredentials.check(roots, settings);
            EnvironmentCredentials.checkHeaders(roots, settings);
        } catch (UsageException e) {
            // The others of the batch may go on without this one's host.
            roots.removeAll(fresh);
            throw entry.at().wrong(e.getMessage());
        }
    }
}
