package dev.dust.testkit.contract;

import dev.dust.server.file.ContentStore;
import dev.dust.server.file.MemoryContentStore;

class MemoryContentStoreTest implements ContentStoreContract {
    @Override
    public ContentStore openFiles() {
        return new MemoryContentStore();
    }
}
