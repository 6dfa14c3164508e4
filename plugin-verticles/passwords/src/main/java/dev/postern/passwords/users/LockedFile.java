package dev.postern.passwords.users;

import dev.postern.support.BadFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A text file that one at a time may change. A change is written beside it and takes its place at once: whoever reads it
 * meanwhile sees the old or the new file, and so does a machine that loses its power. Owner, group and permissions stay; a new
 * file is its owner's alone (mode 600).
 *
 * @param file not a symbolic link, but what it leads to
 */
record LockedFile(Path file) {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    /**
     * What is to become of the file.
     *
     * @param result of the change
     * @param lines from now on, or null to leave the file as it is
     */
    record Change<T>(T result, List<String> lines) {}

    /** Finds out what has to change; alone. */
    interface Action<T> {
        Change<T> run() throws IOException, BadFileException;
    }

    static LockedFile of(Path file) throws IOException {
        return new LockedFile(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath());
    }

    /** @throws FileSystemException if somebody else is at it for longer than 30 s */
    <T> T change(Action<T> action) throws IOException, BadFileException {
        Path mark = sibling(".lock");
        // Closing the channel gives the lock back.
        try (FileChannel channel = open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel);
            Change<T> change = action.run();
            if (change.lines() != null) {
                replace(change.lines());
            }
            return change.result();
        }
    }

    private void lock(FileChannel channel) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (!tryLock(channel)) {
            if (System.nanoTime() - end > 0) {
                throw new FileSystemException(file.toString(), null, "is being changed by another process");
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** False if another process has it, or another thread of this one. */
    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void replace(List<String> lines) throws IOException {
        Path next = sibling(".new");
        Files.deleteIfExists(next);
        try {
            try (FileChannel channel = open(next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
                while (octets.hasRemaining()) {
                    channel.write(octets);
                }
                keepOwner(next);
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** A server that runs as another user must still be able to read what an administrator has written. */
    private void keepOwner(Path next) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(next, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        try {
            PosixFileAttributes before = Files.readAttributes(file, PosixFileAttributes.class);
            PosixFileAttributes now = view.readAttributes();
            if (!before.owner().equals(now.owner())) {
                view.setOwner(before.owner());
            }
            if (!before.group().equals(now.group())) {
                view.setGroup(before.group());
            }
            view.setPermissions(before.permissions());
        } catch (NoSuchFileException e) {
            // The first of its name has no owner to keep.
            return;
        }
    }

    private Path sibling(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static FileChannel open(Path path, StandardOpenOption... options) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(path, Set.of(options), attributes);
    }
}
