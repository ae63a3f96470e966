package io.hawser.testkit;

import io.hawser.Algorithm;
import io.hawser.ByteRange;
import io.hawser.Digest;
import io.hawser.Entry;
import io.hawser.Location;
import io.hawser.StoreException;
import io.hawser.store.Capabilities;
import io.hawser.store.Capabilities.Capability;
import io.hawser.store.Fragment;
import io.hawser.store.ListOptions;
import io.hawser.store.Listing;
import io.hawser.store.OpenOptions;
import io.hawser.store.Part;
import io.hawser.store.Receipt;
import io.hawser.store.Scope;
import io.hawser.store.ServerCopy;
import io.hawser.store.Sink;
import io.hawser.store.Source;
import io.hawser.store.Store;
import io.hawser.store.Upload;
import io.hawser.store.UploadOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Ways in which a store may promise what it does not do, each with a test of the contract that has to notice. */
enum Lie {
    DECLARES_TOO_LITTLE("deletingIsDeclaredOrUnsupported", honest -> new Wrapped(honest) {
        @Override
        public Capabilities capabilities() {
            Set<Capability> fewer = new HashSet<>(honest.capabilities().all());
            fewer.remove(Capability.DELETE);
            return new Capabilities(fewer);
        }
    }),
    CANNOT_LIST("listingIsDeclaredOrUnsupported", honest -> new Wrapped(honest) {
        @Override
        public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
            throw new StoreException.Unsupported(folder, "not today");
        }
    }),
    CANNOT_COPY(
            "copyingByItselfIsDeclaredOrNotOffered",
            honest -> uploading(honest, (_, upload) -> new WrappedUpload(upload) {
                @Override
                public Optional<ServerCopy> serverCopy(Source source) {
                    return Optional.empty();
                }
            })),
    IGNORES_VERSIONS("versionsAreDeclaredOrUnsupported", honest -> new Wrapped(honest) {
        @Override
        public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
            return honest.list(folder, new ListOptions(options.recursive(), false, options.attributes()), scope);
        }
    }),
    CANNOT_RESUME("resumingIsDeclaredOrNothingIsKept", honest -> new Wrapped(honest) {
        @Override
        public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
            return honest.upload(location, options.withResume(false), scope);
        }
    }),
    CANNOT_CREATE_ONLY("onlyNewIsDecidedAtTheCommitWhereDeclared", honest -> new Wrapped(honest) {
        @Override
        public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
            return honest.upload(location, options.withOnlyNew(false), scope);
        }
    }),
    READS_TOO_LITTLE(
            "filesOfAllSizesAreReadWhole",
            honest -> reading(honest, (source, range, sink, scope) -> {
                if (!range.open() && range.length() > 1) {
                    source.read(new ByteRange(range.start(), range.end() - 1), sink, scope);
                    return range.end();
                }
                return source.read(range, sink, scope);
            })),
    READS_WHOLE_BLOCKS(
            "rangesAreExactInAnySequence",
            honest -> reading(honest, (source, range, sink, scope) -> {
                long start = range.start() / 512 * 512;
                return source.read(new ByteRange(start, range.end()), sink, scope);
            })),
    WRAPS_FAILURES(
            "whatTheSinkThrowsComesOutUnchanged",
            honest -> reading(honest, (source, range, sink, scope) -> {
                try {
                    return source.read(range, sink, scope);
                } catch (IOException e) {
                    throw new StoreException.Unavailable(source.entry().location(), "failed", e);
                }
            })),
    IGNORES_SCOPES(
            "aReadUnderAStoppedScopeFails",
            honest -> reading(honest, (source, range, sink, _) -> source.read(range, sink, Scope.unlimited()))),
    STOPS_SILENTLY(
            "aReadThatIsStoppedNeverLooksComplete",
            honest -> reading(honest, (source, range, sink, scope) -> {
                try {
                    return source.read(range, sink, scope);
                } catch (StoreException e) {
                    if (scope.stopped()) {
                        return range.end();
                    }
                    throw e;
                }
            })),
    MIXES_VERSIONS("aFileReplacedByOneOfItsSizeIsNeverMixedIn", honest -> new Wrapped(honest) {
        @Override
        public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
            Source first = honest.open(location, options, scope);
            return new WrappedSource(first) {
                @Override
                public long read(ByteRange range, Sink sink, Scope during) throws IOException {
                    try (Source now = honest.open(location, OpenOptions.whole(), during)) {
                        return now.read(range, sink, during);
                    }
                }

                @Override
                public void confirm(Scope during) {
                    // Says yes to everything.
                }
            };
        }
    }),
    TELLS_WRONG_DIGESTS("digestsAreOfTheContent", honest -> new Wrapped(honest) {
        @Override
        public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
            return new WrappedSource(honest.open(location, options, scope)) {
                @Override
                public Entry entry() {
                    return super.entry()
                            .withDigests(List.of(
                                    new Digest(Algorithm.MD5, Content.empty().digest("MD5"))));
                }
            };
        }
    }),
    FORGETS_TO_SAY_NOT_FOUND("whatIsMissingIsNotFound", honest -> new Wrapped(honest) {
        @Override
        public Entry stat(Location location, Scope scope) throws StoreException {
            try {
                return honest.stat(location, scope);
            } catch (StoreException.NotFound _) {
                return Entry.file(location).withSize(0);
            }
        }
    }),
    LISTS_TOO_LITTLE("severalPagesAreListedWholeAndLazily", honest -> new Wrapped(honest) {
        @Override
        public Listing list(Location folder, ListOptions options, Scope scope) throws StoreException {
            Listing all = honest.list(folder, options, scope);
            return new Listing() {
                private int left = 1000;

                @Override
                public Optional<Entry> next() throws StoreException {
                    return left-- > 0 ? all.next() : Optional.empty();
                }

                @Override
                public void close() {
                    all.close();
                }
            };
        }
    }),
    SHOWS_UPLOADS_EARLY(
            "theOldFileStaysUntilTheCommit",
            honest -> uploading(honest, (location, upload) -> new WrappedUpload(upload) {
                @Override
                public Receipt write(Part part, Scope scope) throws IOException {
                    Receipt receipt = super.write(part, scope);
                    honest.delete(Entry.file(location), scope);
                    return receipt;
                }
            })),
    LEAVES_WHAT_IT_ABORTS(
            "anAbortLeavesTheOldFileAndNothingElse",
            honest -> uploading(honest, (_, upload) -> new WrappedUpload(upload) {
                @Override
                public void abort() {
                    upload.close();
                }
            })),
    FILLS_GAPS(
            "aCommitWithAPartMissingFails",
            honest -> uploading(honest, (_, upload) -> new WrappedUpload(upload) {
                @Override
                public Entry commit(List<Receipt> receipts, long size, Scope scope) throws StoreException {
                    List<Receipt> all = new ArrayList<>(receipts);
                    long end = 0;
                    for (Receipt receipt : receipts) {
                        if (receipt.range().start() > end) {
                            ByteRange gap = new ByteRange(end, receipt.range().start());
                            try {
                                all.add(upload.write(
                                        new SourcedPart(ContentSource.of(Content.of(new byte[(int) size]), "0"), gap),
                                        scope));
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        }
                        end = receipt.range().end();
                    }
                    return upload.commit(all, size, scope);
                }
            })),
    BELIEVES_ANY_LEFTOVER(
            "anotherVersionStartsOver",
            honest -> uploading(honest, (_, upload) -> new WrappedUpload(upload) {
                @Override
                public List<Fragment> begin(Source source, Scope scope) throws StoreException {
                    return upload.begin(
                            ContentSource.of(
                                    Content.random(0, source.entry().size().orElse(0)), "1"),
                            scope);
                }
            }));

    private final String noticedBy;
    private final Function<Store, Store> lying;

    Lie(String noticedBy, Function<Store, Store> lying) {
        this.noticedBy = noticedBy;
        this.lying = lying;
    }

    /** The test that has to fail. */
    String noticedBy() {
        return noticedBy;
    }

    Store told(Store honest) {
        return lying.apply(honest);
    }

    private interface Reading {
        long read(Source source, ByteRange range, Sink sink, Scope scope) throws IOException;
    }

    private static Store reading(Store honest, Reading reading) {
        return new Wrapped(honest) {
            @Override
            public Source open(Location location, OpenOptions options, Scope scope) throws StoreException {
                return new WrappedSource(honest.open(location, options, scope)) {
                    @Override
                    public long read(ByteRange range, Sink sink, Scope during) throws IOException {
                        return reading.read(inner(), range, sink, during);
                    }
                };
            }
        };
    }

    private interface Uploading {
        Upload wrap(Location location, Upload upload);
    }

    private static Store uploading(Store honest, Uploading uploading) {
        return new Wrapped(honest) {
            @Override
            public Upload upload(Location location, UploadOptions options, Scope scope) throws StoreException {
                return uploading.wrap(location, honest.upload(location, options, scope));
            }
        };
    }
}
