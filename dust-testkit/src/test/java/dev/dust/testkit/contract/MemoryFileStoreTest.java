package dev.dust.testkit.contract;

import dev.dust.server.file.FileStore;
import dev.dust.server.file.MemoryFileStore;

class MemoryFileStoreTest implements FileStoreContract {
    @Override
    public FileStore openFiles() {
        return new MemoryFileStore();
    }
}
