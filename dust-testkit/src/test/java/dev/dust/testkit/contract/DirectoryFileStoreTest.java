package dev.dust.testkit.contract;

import dev.dust.server.file.DirectoryFileStore;
import dev.dust.server.file.FileStore;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFileStoreTest implements FileStoreContract {
    @TempDir
    private Path folder;

    @Override
    public FileStore openFiles() {
        return new DirectoryFileStore(folder.resolve("files"));
    }

    @Override
    public Optional<FileStore> another(FileStore opened) {
        return Optional.of(openFiles());
    }
}
