package dev.postern.launcher.control;

import dev.postern.support.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the sockets of nodes are: one folder, which only the user who runs them can enter; each socket has the name of its node's
 * id. All of this works with files and blocks.
 *
 * @param path as the configuration gives it: a relative one stays relative, which leaves more room for the name of the socket
 */
public record ControlFolder(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(ControlFolder.class);
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Pattern SOCKET = Pattern.compile("[a-z2-7]{10}");
    private static final Pattern UNFINISHED = Pattern.compile("\\.[a-z2-7]{9}");
    private static final String ANY_ID = "abcdefghij";
    private static final Duration OLD = Duration.ofMinutes(1);
    /** Octets of a path: sockaddr_un has 108 of them on Linux, 104 on macOS and the BSDs, and Java leaves two of them free. */
    private static final int LONGEST_PATH = System.getProperty("os.name").equals("Linux") ? 106 : 102;

    /** The one in {@code node.data}. */
    public static ControlFolder in(Path data) {
        return new ControlFolder(data.resolve("control"));
    }

    public Path socket(String id) {
        return path.resolve(id);
    }

    /**
     * Where a socket is bound. It is renamed to its final name once connections are accepted, so that a socket that is not ready yet
     * is not removed as a dead one. This name is as long as the final one.
     */
    Path unfinished(String id) {
        return path.resolve("." + id.substring(1));
    }

    /** The sockets of nodes that run, or did; none if there is no folder. */
    public List<Path> sockets() throws IOException {
        return files(SOCKET);
    }

    /** What is in the way of such a folder and of a socket in it, as far as it shows without making anything. */
    public Optional<String> obstacle() {
        int octets = socket(ANY_ID).toString().getBytes(StandardCharsets.UTF_8).length;
        if (octets > LONGEST_PATH) {
            return Optional.of("is too long for a unix socket: " + path + "/<node id> has " + octets
                    + " octets, expected at most " + LONGEST_PATH
                    + ", which is the limit of the system; take a shorter path, or control.socket=false");
        }
        try {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                requirePrivate();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(inWords(e));
        }
    }

    /**
     * Makes the folder unless it is there.
     *
     * @throws IOException if it cannot be, or is not what it has to be; says what was expected
     */
    public void make() throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        requirePrivate();
        Path probe = Files.createTempFile(path, ".postern-", ".probe");
        UserPrincipal own = Files.getOwner(probe);
        Files.delete(probe);
        UserPrincipal owner = Files.getOwner(path);
        if (!owner.equals(own)) {
            throw new IOException(path + " belongs to " + owner.getName() + ", expected " + own.getName()
                    + ", who runs this process: remove it, or give it to " + own.getName());
        }
    }

    /** In words for people, beginning with a verb. */
    public static String inWords(IOException e) {
        return "has no room for the control socket: " + Reason.of(e);
    }

    private void requirePrivate() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException(path + " is no folder");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (!permissions.equals(PRIVATE)) {
            throw new IOException(path + " has the permissions " + PosixFilePermissions.toString(permissions)
                    + ", expected " + PosixFilePermissions.toString(PRIVATE) + ": chmod 700 " + path);
        }
        if (!Files.isWritable(path)) {
            throw new IOException("permission denied in " + path);
        }
    }

    /** Removes the sockets on which nobody accepts: their nodes have ended without a chance to do so. */
    void removeDead() throws IOException {
        for (Path socket : files(SOCKET)) {
            if (!accepts(socket)) {
                Files.deleteIfExists(socket);
                LOG.info("removed {}: its node has ended without stopping", socket);
            }
        }
        for (Path socket : files(UNFINISHED)) {
            if (isOld(socket) && !accepts(socket)) {
                Files.deleteIfExists(socket);
            }
        }
    }

    private List<Path> files(Pattern name) throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .filter(ControlFolder::isSocket)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static boolean isSocket(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isSymbolicLink(file);
    }

    private static boolean isOld(Path file) throws IOException {
        FileTime made = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        return made.toInstant().isBefore(Instant.now().minus(OLD));
    }

    /** Does not wait: who has too much to do to accept at once is alive. */
    private static boolean accepts(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(socket));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            LOG.debug("{}: {}", socket, e.toString());
            return true;
        }
    }
}
