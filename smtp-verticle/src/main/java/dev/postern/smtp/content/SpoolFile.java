package dev.postern.smtp.content;

import io.vertx.core.Future;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that one message goes to when it does not stay in memory.
 *
 * @param path where it is, or will be
 * @param connection the id of the connection that it came on, for the log
 */
public record SpoolFile(FileSystem files, Path path, String connection) {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);

    /** Opens it for writing; fails if there is one already. */
    Future<AsyncFile> create() {
        return files.open(
                path.toString(),
                new OpenOptions().setCreateNew(true).setWrite(true).setRead(false));
    }

    /** Opens it for reading. */
    Future<AsyncFile> open() {
        return files.open(path.toString(), new OpenOptions().setWrite(false).setCreate(false));
    }

    void delete() {
        files.delete(path.toString())
                .onFailure(cause -> LOG.warn("[{}] {} stays: {}", connection, path, cause.toString()));
    }
}
