package dev.postern.smtp.content;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for messages that are not settled yet: one subfolder for each running node, locked while it runs. What a node that died
 * left behind was never taken (no client has a 250 for it), so the next start removes it. All methods block.
 */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String LOCK = "lock";
    /** Only the owner may read mail; where the file system knows no such permissions, its own rules hold. */
    private static final FileAttribute<?>[] OWNER_ONLY =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];

    private final Path folder;
    private final FileChannel channel;

    private Spool(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Makes a node's folder in the spool, and removes those of dead nodes.
     *
     * @throws IOException naming the folder, if it cannot be written
     */
    public static Spool open(Path spool, String node) throws IOException {
        Files.createDirectories(spool);
        for (Path other : entries(spool)) {
            sweep(other);
        }
        Path own = spool.resolve(node);
        FileChannel channel = lock(own);
        while (!Files.exists(own.resolve(LOCK))) {
            // Another node took the folder for a dead one's before the lock was held.
            channel.close();
            channel = lock(own);
        }
        return new Spool(own, channel);
    }

    private static FileChannel lock(Path folder) throws IOException {
        Files.createDirectories(folder, OWNER_ONLY);
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return channel;
    }

    /** Where the message of a transaction is until it is settled. */
    public Path file(String transaction) {
        return folder.resolve(transaction);
    }

    /** Removes the folder; another process may have done so already. */
    public void close() throws IOException {
        try (channel) {
            for (Path file : entries(folder)) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (NoSuchFileException | NotDirectoryException | DirectoryNotEmptyException e) {
            LOG.warn("the spool folder {} could not be removed: {}", folder, e.toString());
        }
    }

    private static void sweep(Path folder) throws IOException {
        Path lock = folder.resolve(LOCK);
        if (!Files.isRegularFile(lock)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held == null) {
                return;
            }
            List<Path> files = entries(folder);
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
            LOG.info(
                    "removed the spool folder {} of a node that is gone, with {} unfinished messages",
                    folder,
                    files.size() - 1);
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            LOG.debug("spool folder {} is in use", folder);
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.toList();
        }
    }
}
