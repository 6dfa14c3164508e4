package dev.postern.smtp.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.ContentReference;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages on their way in, and in the spool folder. */
class StorageTest {
    private static final int INLINE = ContentReference.INLINE_LIMIT;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Buffer octets(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (i * 31 + i / 251);
        }
        return Buffer.buffer(octets);
    }

    private Path file() {
        return folder.resolve("message");
    }

    /** As a wire does it: in pieces, waiting while the disk is behind. */
    private Future<StoredMessage> store(MessageWriter incoming, Buffer octets) {
        Promise<StoredMessage> stored = Promise.promise();
        vertx.runOnContext(v -> write(incoming, octets, 0, stored));
        return stored.future();
    }

    private void write(MessageWriter incoming, Buffer octets, int from, Promise<StoredMessage> stored) {
        int at = from;
        while (at < octets.length() && !incoming.isFull()) {
            int to = Math.min(octets.length(), at + 8_000);
            incoming.write(octets.slice(at, to));
            at = to;
        }
        if (at == octets.length()) {
            incoming.onDrain(() -> {});
            incoming.end().onComplete(stored);
        } else {
            int next = at;
            incoming.onDrain(() -> write(incoming, octets, next, stored));
        }
    }

    private MessageWriter incoming(long limit) {
        return new MessageWriter(new SpoolFile(vertx.fileSystem(), file(), "node-0-1"), limit);
    }

    private long files() throws Exception {
        try (Stream<Path> list = Files.list(folder)) {
            return list.count();
        }
    }

    @Test
    void aSmallMessageStaysInMemory() throws Exception {
        for (int size : new int[] {0, 1, INLINE - 1, INLINE}) {
            StoredMessage stored = await(store(incoming(1_000_000), octets(size)));
            assertEquals(octets(size), stored.reference(null).inline());
            assertEquals(size, stored.size());
            assertEquals(0, files());
        }
    }

    @Test
    void aLargeMessageGoesToAFileAsItIs() throws Exception {
        for (int size : new int[] {INLINE + 1, 100_000, 3_000_000}) {
            StoredMessage stored = await(store(incoming(3_000_000), octets(size)));
            assertNull(stored.reference(null).inline());
            assertEquals(octets(size), Buffer.buffer(Files.readAllBytes(file())));
            assertEquals(new ContentReference(size, null, null, file()), stored.reference(null));
            stored.delete();
            waitForNoFile();
        }
    }

    @Test
    void anOctetThatArrivesAloneIsNotWrittenAlone() throws Exception {
        MessageWriter incoming = incoming(1_000_000);
        Promise<StoredMessage> stored = Promise.promise();
        Buffer octets = octets(INLINE + 20_000);
        Runnable rest = () -> {
            incoming.onDrain(() -> {});
            for (int i = INLINE + 1; i < octets.length(); i++) {
                incoming.write(octets.slice(i, i + 1));
            }
            incoming.end().onComplete(stored);
        };
        vertx.runOnContext(v -> {
            incoming.write(octets.slice(0, INLINE + 1));
            if (incoming.isFull()) {
                incoming.onDrain(rest);
            } else {
                rest.run();
            }
        });
        await(stored.future());
        assertEquals(octets, Buffer.buffer(Files.readAllBytes(file())));
    }

    private void waitForNoFile() throws Exception {
        Promise<Void> gone = Promise.promise();
        vertx.setPeriodic(5, timer -> {
            if (!Files.exists(file())) {
                vertx.cancelTimer(timer);
                gone.tryComplete();
            }
        });
        await(gone.future());
    }

    @Test
    void theLimitItselfIsNotTooLarge() throws Exception {
        MessageWriter incoming = incoming(60_000);
        await(store(incoming, octets(60_000)));
        assertFalse(incoming.isTooLarge());
        assertEquals(60_000, incoming.size());
    }

    @Test
    void whatIsTooLargeIsCountedAndNotKept() throws Exception {
        MessageWriter incoming = incoming(60_000);
        await(store(incoming, octets(60_001)));
        assertTrue(incoming.isTooLarge());
        assertTrue(Files.size(file()) <= 60_000);
        incoming.discard();
        waitForNoFile();
    }

    @Test
    void aMessageThatIsDiscardedWhileItArrivesLeavesNothing() throws Exception {
        MessageWriter incoming = incoming(1_000_000);
        Promise<Void> begun = Promise.promise();
        vertx.runOnContext(v -> {
            incoming.write(octets(INLINE + 1));
            incoming.onDrain(begun::tryComplete);
            if (!incoming.isFull()) {
                // The file was open before anybody had to wait for it.
                begun.tryComplete();
            }
            incoming.discard();
        });
        await(begun.future());
        waitForNoFile();
    }

    @Test
    void aMessageThatCannotBeKeptFailsAndDoesNotHoldItsClientBack() throws Exception {
        MessageWriter incoming = new MessageWriter(
                new SpoolFile(vertx.fileSystem(), folder.resolve("vanished").resolve("message"), "node-0-1"),
                10_000_000);
        Future<StoredMessage> stored = store(incoming, octets(1_000_000));
        assertThrows(ExecutionException.class, () -> await(stored));
        assertFalse(incoming.isFull());
        assertEquals(1_000_000, incoming.size());
    }

    @Test
    void anotherMessagesFileIsNeverOverwritten() throws Exception {
        Files.writeString(file(), "precious");
        assertThrows(ExecutionException.class, () -> await(store(incoming(1_000_000), octets(100_000))));
        MessageWriter dropped = incoming(1_000_000);
        assertThrows(ExecutionException.class, () -> await(store(dropped, octets(100_000))));
        assertEquals("precious", Files.readString(file()));
    }

    @Test
    void readsHeadAndMessageAsOne() throws Exception {
        Buffer head = Buffer.buffer("Received: by me\r\n");
        for (int size : new int[] {1_000, 100_000}) {
            StoredMessage stored = await(store(incoming(1_000_000), octets(size)));
            Buffer whole = Buffer.buffer().appendBuffer(head).appendBuffer(octets(size));
            int border = head.length();
            int[][] pieces = {
                {0, 1},
                {0, border},
                {border - 1, 2},
                {border, 1},
                {0, size + border},
                {size + border - 1, 1},
                {size + border - 1, 10},
                {3, 500}
            };
            for (int[] piece : pieces) {
                int end = Math.min(whole.length(), piece[0] + piece[1]);
                assertEquals(whole.slice(piece[0], end), await(stored.read(head, piece[0], piece[1])));
            }
            assertEquals(0, await(stored.read(head, size + border, 1)).length());
            assertEquals(0, await(stored.read(head, Long.MAX_VALUE, 49_152)).length());
            assertEquals(octets(size).slice(0, 10), await(stored.read(null, 0, 10)));
            stored.delete();
            stored.delete();
            waitForNoFile();
        }
    }

    @Test
    void theSpoolOfADeadNodeIsSweptAndThatOfALiveOneIsNot() throws Exception {
        Path dead = Files.createDirectories(folder.resolve("deadnode"));
        Files.writeString(dead.resolve("lock"), "");
        Files.writeString(dead.resolve("unfinished"), "message");
        Path foreign = Files.createDirectories(folder.resolve("not-ours"));
        Files.writeString(foreign.resolve("letter"), "keep me");
        Spool live = Spool.open(folder, "live");
        Files.writeString(live.file("running"), "message");
        Spool second = Spool.open(folder, "second");
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(live.file("running")));
        assertTrue(Files.exists(foreign.resolve("letter")));
        live.close();
        second.close();
        assertFalse(Files.exists(folder.resolve("live")));
        assertEquals(1, files());
    }

    @Test
    void aSpoolFolderThatIsAFileStopsTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("spool"), "");
        assertNotNull(assertThrows(java.io.IOException.class, () -> Spool.open(file, "node"))
                .getMessage());
    }
}
