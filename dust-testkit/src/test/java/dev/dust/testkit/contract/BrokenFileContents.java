package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.Passing.stores;

import dev.dust.cache.Cache;
import dev.dust.cache.FileContents;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.contract.Passing.OverCache;
import dev.dust.testkit.contract.Passing.OverStore;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Caches that spoil the contents of files. */
final class BrokenFileContents {
    private BrokenFileContents() {
    }

    static Stream<BrokenCache> all() {
        return Stream.of(
                new BrokenCache("fills up the last chunk of a file", "contents_comeBackByTheirNumbers",
                        () -> contents(contents -> new Over(contents) {
                            @Override
                            public void write(String opId, int number, byte[] chunk) {
                                super.write(opId, number, Arrays.copyOf(chunk, CHUNK_BYTES));
                            }
                        })),
                new BrokenCache("keeps the chunk that it has", "chunkThatIsWrittenAgain_isTheNewOne",
                        () -> contents(contents -> new Over(contents) {
                            @Override
                            public void write(String opId, int number, byte[] chunk) {
                                if (super.read(opId, number) == null) {
                                    super.write(opId, number, chunk);
                                }
                            }
                        })),
                new BrokenCache("has the contents of all devices together", "contents_areApartByDeviceStoreAndOp",
                        BrokenFileContents::together),
                new BrokenCache("removes the first chunk alone", "removedContent_isGone_andNoOther",
                        () -> contents(contents -> new Over(contents) {
                            @Override
                            public void remove(String opId) {
                                byte[] rest = super.read(opId, 1);
                                super.remove(opId);
                                if (rest != null) {
                                    super.write(opId, 1, rest);
                                }
                            }
                        })),
                new BrokenCache("says that its contents are durable", "durableCache_keepsContents", () -> new OverCache() {
                    @Override
                    public boolean durable() {
                        return true;
                    }
                }));
    }

    private static Cache contents(UnaryOperator<FileContents> spoil) {
        return stores(store -> new OverStore(store) {
            @Override
            public FileContents contents() {
                return spoil.apply(super.contents());
            }
        });
    }

    private static Cache together() {
        return new OverCache() {
            @Override
            public StoreCache open(String store, String deviceId) {
                StoreCache all = super.open(store, "all");
                return new OverStore(super.open(store, deviceId)) {
                    @Override
                    public FileContents contents() {
                        return all.contents();
                    }
                };
            }
        };
    }

    private static class Over implements FileContents {
        private final FileContents contents;

        Over(FileContents contents) {
            this.contents = contents;
        }

        @Override
        public void write(String opId, int number, byte[] chunk) {
            contents.write(opId, number, chunk);
        }

        @Override
        public byte[] read(String opId, int number) {
            return contents.read(opId, number);
        }

        @Override
        public void remove(String opId) {
            contents.remove(opId);
        }

        @Override
        public Set<String> opIds() {
            return contents.opIds();
        }
    }
}
