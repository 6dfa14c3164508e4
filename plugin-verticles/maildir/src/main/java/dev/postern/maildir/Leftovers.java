package dev.postern.maildir;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Files that deliveries left in the folders {@code tmp} because the server was stopped. By the maildir convention what lies
 * there for 36 hours is nobody's. It blocks, and looks at a bounded number of files and folders.
 */
final class Leftovers {
    private final Instant before;
    private int budget;
    private int removed;

    /**
     * @param before files changed earlier are removed
     * @param budget how many files and folders to look at
     */
    Leftovers(Instant before, int budget) {
        this.before = before;
        this.budget = budget;
    }

    /**
     * Removes them from all mailboxes under a path.
     *
     * @return how many there were
     */
    int sweep(Path path) throws IOException {
        each(path, domain -> each(domain, mailbox -> each(mailbox.resolve("tmp"), this::removeIfOld)));
        return removed;
    }

    private void removeIfOld(Path file) throws IOException {
        try {
            if (Files.isRegularFile(file)
                    && Files.getLastModifiedTime(file).toInstant().isBefore(before)
                    && Files.deleteIfExists(file)) {
                removed++;
            }
        } catch (NoSuchFileException e) {
            // Its delivery has come to an end.
            return;
        }
    }

    private void each(Path folder, Visit visit) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (budget-- <= 0) {
                    return;
                }
                visit.at(entry);
            }
        } catch (NotDirectoryException | NoSuchFileException e) {
            // Not one of ours.
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private interface Visit {
        void at(Path path) throws IOException;
    }
}
