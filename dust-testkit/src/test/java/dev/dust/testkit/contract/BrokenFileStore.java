package dev.dust.testkit.contract;

import dev.dust.server.file.FileStore;
import dev.dust.server.file.MemoryFileStore;
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
final class BrokenFileStore implements FileStoreContract {
    private final String mistake;
    private final String rule;
    private final Function<FileStore, FileStore> broken;

    private BrokenFileStore(String mistake, String rule, Function<FileStore, FileStore> broken) {
        this.mistake = mistake;
        this.rule = rule;
        this.broken = broken;
    }

    String rule() {
        return rule;
    }

    @Override
    public FileStore openFiles() {
        return broken.apply(new MemoryFileStore());
    }

    @Override
    public Optional<FileStore> another(FileStore opened) {
        return Optional.of(rule.equals("whatOneServerTakes_othersHave") ? new MemoryFileStore() : opened);
    }

    @Override
    public String toString() {
        return mistake;
    }

    /** Passes all on, but for what a mistake overrides. */
    private static class Passing implements FileStore {
        private final FileStore files;

        Passing(FileStore files) {
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

    static Stream<BrokenFileStore> all() {
        return Stream.of(
                new BrokenFileStore("loses the last byte", "whatWasPut_isFound_byteByByte", files -> reading(files, 1)),
                new BrokenFileStore("takes the first piece for all", "whatComesInPieces_isTheSame",
                        files -> new Passing(files) {
                            @Override
                            public Kept put(String hash, InputStream content) throws IOException {
                                byte[] first = new byte[1 << 20];
                                int count = Math.max(0, content.read(first));
                                return super.put(hash, new java.io.ByteArrayInputStream(first, 0, count));
                            }
                        }),
                new BrokenFileStore("believes whoever puts what is there", "whatIsPutAgain_isComparedAgain",
                        files -> new Passing(files) {
                            @Override
                            public Kept put(String hash, InputStream content) throws IOException {
                                return renew(hash) ? Kept.KEPT : super.put(hash, content);
                            }
                        }),
                new BrokenFileStore("finds what it has refused", "whatHasAnotherHash_isNotKept", files -> asked(files)),
                new BrokenFileStore("finds what broke off", "whatBreaksOff_isNotKept", files -> asked(files)),
                new BrokenFileStore("takes any case", "whatIsNoHash_isNothing", files -> new Passing(files) {
                    @Override
                    public @Nullable Stored find(String hash) {
                        return super.find(hash.toLowerCase(java.util.Locale.ROOT));
                    }
                }),
                new BrokenFileStore("takes one at a time, and refuses others", "whatSeveralPutAtOnce_isKept",
                        BrokenFileStore::single),
                new BrokenFileStore("removes what is named", "whatNothingNames_goesAfterTheGracePeriod",
                        files -> sweeping(files, isNamed -> hash -> false)),
                new BrokenFileStore("removes nothing", "whatNothingNames_goesAfterTheGracePeriod",
                        files -> sweeping(files, isNamed -> hash -> true)),
                new BrokenFileStore("renews nothing", "whatIsRenewed_stays", files -> new Passing(files) {
                    @Override
                    public boolean renew(String hash) {
                        return find(hash) != null;
                    }
                }),
                new BrokenFileStore("is each server's own", "whatOneServerTakes_othersHave", files -> files));
    }

    private static FileStore sweeping(FileStore files, Function<Predicate<String>, Predicate<String>> named) {
        return new Passing(files) {
            @Override
            public void sweep(Predicate<String> isNamed, Duration grace) throws IOException {
                super.sweep(named.apply(isNamed), grace);
            }
        };
    }

    /** Of each content the last bytes are missing. */
    private static FileStore reading(FileStore files, int missing) {
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
                    public InputStream open() throws IOException {
                        byte[] all = found.open().readAllBytes();
                        return new java.io.ByteArrayInputStream(all, 0, Math.max(0, all.length - missing));
                    }
                };
            }
        };
    }

    /** Takes what somebody has tried to put for what is there. */
    private static FileStore asked(FileStore files) {
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

    private static FileStore single(FileStore files) {
        return new Passing(files) {
            private final java.util.concurrent.atomic.AtomicInteger puts = new java.util.concurrent.atomic.AtomicInteger();

            @Override
            public Kept put(String hash, InputStream content) throws IOException {
                return puts.incrementAndGet() > 1 ? Kept.OTHER_HASH : super.put(hash, content);
            }
        };
    }
}
