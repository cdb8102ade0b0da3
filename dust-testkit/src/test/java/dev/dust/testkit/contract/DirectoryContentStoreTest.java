package dev.dust.testkit.contract;

import dev.dust.server.file.ContentStore;
import dev.dust.server.file.DirectoryContentStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class DirectoryContentStoreTest implements ContentStoreContract {
    @TempDir
    private Path folder;

    @Override
    public ContentStore openFiles() {
        return new DirectoryContentStore(folder.resolve("files"));
    }

    @Override
    public Optional<ContentStore> another(ContentStore opened) {
        return Optional.of(openFiles());
    }
}
