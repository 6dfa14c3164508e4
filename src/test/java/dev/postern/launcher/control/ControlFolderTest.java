package dev.postern.launcher.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The folder of the sockets, and whose sockets stay in it. */
@Timeout(60)
class ControlFolderTest {
    private static final int LONGEST = System.getProperty("os.name").equals("Linux") ? 106 : 102;

    @TempDir
    Path data;

    private String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static ServerSocketChannel bind(Path socket) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    /** What a process leaves that was killed. */
    private static Path dead(Path socket) throws IOException {
        bind(socket).close();
        assertTrue(Files.exists(socket));
        return socket;
    }

    @Test
    void itIsMadeForItsOwnerAlone() throws IOException {
        ControlFolder folder = ControlFolder.in(data.resolve("a/b"));
        assertEquals(Optional.empty(), folder.obstacle());
        folder.make();
        assertEquals("rwx------", permissions(data.resolve("a/b/control")));
        folder.make();
        assertEquals(Optional.empty(), folder.obstacle());
        try (var files = Files.list(folder.path())) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void otherPermissionsAreRefusedWithWhatToDo() throws IOException {
        Path path = Files.createDirectory(data.resolve("control"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x---"));
        ControlFolder folder = ControlFolder.in(data);
        String text = path + " has the permissions rwxr-x---, expected rwx------: chmod 700 " + path;
        assertEquals(Optional.of("has no room for the control socket: " + text), folder.obstacle());
        assertEquals(text, assertThrows(IOException.class, folder::make).getMessage());
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path path = Files.createFile(data.resolve("control"));
        ControlFolder folder = ControlFolder.in(data);
        assertEquals(Optional.of("has no room for the control socket: " + path + " is no folder"), folder.obstacle());
        assertEquals(
                path + " is no folder",
                assertThrows(IOException.class, folder::make).getMessage());
    }

    @Test
    void aFolderOfAnotherUserIsRefused() throws IOException {
        assumeTrue(Files.getOwner(data).getName().equals("root"), "only root can give a folder away");
        ControlFolder folder = ControlFolder.in(data);
        folder.make();
        Files.setOwner(
                folder.path(),
                data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertEquals(
                folder.path()
                        + " belongs to nobody, expected root, who runs this process: remove it, or give it to root",
                assertThrows(IOException.class, folder::make).getMessage());
    }

    @Test
    void aPathThatIsTooLongForASocketIsRefusedAndOneOctetLessIsNot() throws IOException {
        int rest = LONGEST - "/control/abcdefghij".length() - data.toString().length() - 1;
        Path fits = data.resolve("x".repeat(rest));
        assertEquals(Optional.empty(), ControlFolder.in(fits).obstacle());
        ControlFolder.in(fits).make();
        bind(ControlFolder.in(fits).socket("abcdefghij")).close();
        Path tooLong = data.resolve("x".repeat(rest + 1));
        assertEquals(
                Optional.of("is too long for a unix socket: " + tooLong + "/control/<node id> has " + (LONGEST + 1)
                        + " octets, expected at most " + LONGEST
                        + ", which is the limit of the system; take a shorter path, or control.socket=false"),
                ControlFolder.in(tooLong).obstacle());
    }

    @Test
    void lengthIsCountedInOctets() {
        int rest = LONGEST - "/control/abcdefghij".length() - data.toString().length() - 1;
        assertTrue(ControlFolder.in(data.resolve("ä".repeat(rest))).obstacle().isPresent());
    }

    @Test
    void theSocketOfADeadNodeIsRemovedAndThatOfALivingOneStays() throws IOException {
        ControlFolder folder = ControlFolder.in(data);
        folder.make();
        Path dead = dead(folder.socket("abcdefghij"));
        Path living = folder.socket("klmnopqrst");
        try (ServerSocketChannel server = bind(living)) {
            assertEquals(List.of(dead, living), folder.sockets());
            folder.removeDead();
            assertEquals(List.of(living), folder.sockets());
            assertFalse(Files.exists(dead));
            assertTrue(server.isOpen());
        }
    }

    @Test
    void whatIsNoSocketOfANodeIsLeftAlone() throws IOException {
        ControlFolder folder = ControlFolder.in(data);
        folder.make();
        Path file = Files.createFile(folder.socket("abcdefghij"));
        Path other = dead(folder.path().resolve("other"));
        Path link = Files.createSymbolicLink(folder.socket("klmnopqrst"), other);
        folder.removeDead();
        assertTrue(Files.exists(file) && Files.exists(other) && Files.isSymbolicLink(link));
        assertEquals(List.of(), folder.sockets());
    }

    @Test
    void aSocketThatIsBeingMadeIsLeftToItsNodeForAMinute() throws IOException {
        ControlFolder folder = ControlFolder.in(data);
        folder.make();
        Path unfinished = dead(folder.unfinished("abcdefghij"));
        folder.removeDead();
        assertTrue(Files.exists(unfinished));
        Files.setLastModifiedTime(unfinished, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
        folder.removeDead();
        assertFalse(Files.exists(unfinished));
    }

    @Test
    void withoutAFolderThereAreNoSockets() throws IOException {
        assertEquals(List.of(), ControlFolder.in(data.resolve("none")).sockets());
    }
}
