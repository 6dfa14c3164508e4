package dev.postern.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/** The few moves on the file system that a crash must not undo, and that never overwrite. They block. */
final class Disk {
    private Disk() {}

    /** Makes the folder and those above it, for nobody but the user of the server; what is there stays as it is. */
    static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        makeFolder(folder.getParent());
        try {
            Files.createDirectory(folder, only(folder, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        try {
            sync(folder.getParent());
        } catch (AccessDeniedException e) {
            // A folder above ours that we may pass through but not open: its owner's disk, its owner's care.
            return;
        }
    }

    /** A new file, readable and writable by nobody but the user of the server. */
    static FileChannel create(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        return FileChannel.open(file, options, only(file, "rw-------"));
    }

    static void write(FileChannel file, byte[] octets) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    /** Appends everything from a position on. */
    static void copy(FileChannel from, long position, FileChannel to) throws IOException {
        long next = position;
        long end = from.size();
        while (next < end) {
            long moved = from.transferTo(next, end - next, to);
            if (moved <= 0) {
                throw new IOException("the file ended at " + next + ", expected " + end + " octets");
            }
            next += moved;
        }
    }

    /** The same file under a second name, or a durable copy where there are no hard links. */
    static void linkOrCopy(Path file, Path second) throws IOException {
        try {
            Files.createLink(second, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
                    FileChannel to = create(second)) {
                copy(from, 0, to);
                to.force(true);
            }
        }
    }

    /**
     * Gives a finished file its place, all at once.
     *
     * @return false if something was there already, which is left alone
     */
    static boolean publish(Path file, Path place) throws IOException {
        try {
            Files.createLink(place, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    /** After this the names in a folder are durable. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Whether a failure to write so many octets comes from a disk, or the user's share of it, that is full. */
    static boolean isFull(Throwable failure, Path path, long octets) {
        if (!(failure instanceof IOException)) {
            return false;
        }
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded") || room(path) < octets;
    }

    /** The system's words for a full disk depend on its language, its numbers do not. */
    private static long room(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static FileAttribute<?>[] only(Path path, String permissions) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
