package dev.dust.testkit.contract;

import dev.dust.server.file.ContentStore;
import dev.dust.server.file.MemoryContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A store of files with one mistake, and the rule that forbids it. */
final class BrokenContentStore implements ContentStoreContract {
    private final String mistake;
    private final String rule;
    private final Function<ContentStore, ContentStore> broken;

    private BrokenContentStore(String mistake, String rule, Function<ContentStore, ContentStore> broken) {
        this.mistake = mistake;
        this.rule = rule;
        this.broken = broken;
    }

    String rule() {
        return rule;
    }

    @Override
    public ContentStore openFiles() {
        return broken.apply(new MemoryContentStore());
    }

    @Override
    public Optional<ContentStore> another(ContentStore opened) {
        return Optional.of(rule.equals("whatOneServerTakes_othersHave") ? new MemoryContentStore() : opened);
    }

    @Override
    public String toString() {
        return mistake;
    }

    /** Passes all on, but for what a mistake overrides. */
    private static class Passing implements ContentStore {
        private final ContentStore files;

        Passing(ContentStore files) {
            this.files = files;
        }

        @Override
        public long maxBytes() {
            return files.maxBytes();
        }

        @Override
        public Kept put(String hash, InputStream content) throws IOException {
            return files.put(hash, content);
        }

        @Override
        public @Nullable Stored find(String hash) {
            return files.find(hash);
        }

        @Override
        public boolean renew(String hash) {
            return files.renew(hash);
        }

        @Override
        public void sweep(Predicate<String> isNamed, Duration grace) throws IOException {
            files.sweep(isNamed, grace);
        }
    }

    static Stream<BrokenContentStore> all() {
        return Stream.of(
                new BrokenContentStore("loses the last byte", "whatWasPut_isFound_byteByByte",
                        files -> reading(files, 1, false)),
                new BrokenContentStore("always begins at the beginning", "whatWasPut_isReadFromAnyByteOn",
                        files -> reading(files, 0, true)),
                new BrokenContentStore("takes the first piece for all", "whatComesInPieces_isTheSame",
                        files -> new Passing(files) {
                            @Override
                            public Kept put(String hash, InputStream content) throws IOException {
                                byte[] first = new byte[1 << 20];
                                int count = Math.max(0, content.read(first));
                                return super.put(hash, new java.io.ByteArrayInputStream(first, 0, count));
                            }
                        }),
                new BrokenContentStore("believes whoever puts what is there", "whatIsPutAgain_isComparedAgain",
                        files -> new Passing(files) {
                            @Override
                            public Kept put(String hash, InputStream content) throws IOException {
                                return renew(hash) ? Kept.KEPT : super.put(hash, content);
                            }
                        }),
                new BrokenContentStore("finds what it has refused", "whatHasAnotherHash_isNotKept", files -> asked(files)),
                new BrokenContentStore("finds what broke off", "whatBreaksOff_isNotKept", files -> asked(files)),
                new BrokenContentStore("takes any case", "whatIsNoHash_isNothing", files -> new Passing(files) {
                    @Override
                    public @Nullable Stored find(String hash) {
                        return super.find(hash.toLowerCase(java.util.Locale.ROOT));
                    }
                }),
                new BrokenContentStore("takes one at a time, and refuses others", "whatSeveralPutAtOnce_isKept",
                        BrokenContentStore::single),
                new BrokenContentStore("removes what is named", "whatNothingNames_goesAfterTheGracePeriod",
                        files -> sweeping(files, isNamed -> hash -> false)),
                new BrokenContentStore("removes nothing", "whatNothingNames_goesAfterTheGracePeriod",
                        files -> sweeping(files, isNamed -> hash -> true)),
                new BrokenContentStore("renews nothing", "whatIsRenewed_stays", files -> new Passing(files) {
                    @Override
                    public boolean renew(String hash) {
                        return find(hash) != null;
                    }
                }),
                new BrokenContentStore("is each server's own", "whatOneServerTakes_othersHave", files -> files));
    }

    private static ContentStore sweeping(ContentStore files, Function<Predicate<String>, Predicate<String>> named) {
        return new Passing(files) {
            @Override
            public void sweep(Predicate<String> isNamed, Duration grace) throws IOException {
                super.sweep(named.apply(isNamed), grace);
            }
        };
    }

    /** Of each content the last bytes are missing, and it may always begin at its first. */
    private static ContentStore reading(ContentStore files, int missing, boolean fromStart) {
        return new Passing(files) {
            @Override
            public @Nullable Stored find(String hash) {
                Stored found = super.find(hash);
                return found == null ? null : new Stored() {
                    @Override
                    public long size() {
                        return found.size();
                    }

                    @Override
                    public InputStream open(long from) throws IOException {
                        byte[] all = found.open(fromStart ? 0 : from).readAllBytes();
                        return new java.io.ByteArrayInputStream(all, 0, Math.max(0, all.length - missing));
                    }
                };
            }
        };
    }

    /** Takes what somebody has tried to put for what is there. */
    private static ContentStore asked(ContentStore files) {
        return new Passing(files) {
            private final Set<String> asked = new HashSet<>();

            @Override
            public Kept put(String hash, InputStream content) throws IOException {
                asked.add(hash);
                return super.put(hash, content);
            }

            @Override
            public boolean renew(String hash) {
                return asked.contains(hash);
            }
        };
    }

    private static ContentStore single(ContentStore files) {
        return new Passing(files) {
            private final java.util.concurrent.atomic.AtomicInteger puts = new java.util.concurrent.atomic.AtomicInteger();

            @Override
            public Kept put(String hash, InputStream content) throws IOException {
                return puts.incrementAndGet() > 1 ? Kept.OTHER_HASH : super.put(hash, content);
            }
        };
    }
}
