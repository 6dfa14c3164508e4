package dev.postern.smtp.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageWriterTest {
    private static final Path FULL_DISK = Path.of("/dev/full");

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        TestServer.await(vertx.close());
    }

    @Test
    void whatArrivesBeforeTheFileIsOpenIsKept() throws Exception {
        for (int i = 0; i < 200; i++) {
            Path path = folder.resolve("m" + i);
            StoredMessage stored = onLoop(() -> {
                MessageWriter incoming =
                        new MessageWriter(new SpoolFile(vertx.fileSystem(), path, "node-0-1"), 1_000_000);
                incoming.write(Buffer.buffer(new byte[50_000]));
                incoming.write(Buffer.buffer(new byte[50_000]));
                return incoming.end();
            });
            assertEquals(100_000, stored.size());
            assertEquals(100_000, Files.size(path));
        }
    }

    /** As it is where the event loop is held up between the call and what it does with the result. */
    @Test
    void aFileThatIsOpenAtOnceIsNoDifferent() throws Exception {
        AtomicInteger drained = new AtomicInteger();
        StoredMessage stored = onLoop(() -> {
            MessageWriter incoming =
                    new MessageWriter(new SpoolFile(openAtOnce(), folder.resolve("m"), "node-0-1"), 1_000_000);
            incoming.onDrain(drained::incrementAndGet);
            incoming.write(Buffer.buffer(new byte[50_000]));
            assertEquals(0, drained.get(), "a writer is let go on while it writes");
            assertFalse(incoming.isFull());
            return incoming.end();
        });
        assertEquals(folder.resolve("m"), stored.reference(null).file());
        assertEquals(50_000, Files.size(folder.resolve("m")));
    }

    @Test
    void withoutRoomNobodyIsLetGoOnWhileItWrites() throws Exception {
        AtomicInteger drained = new AtomicInteger();
        onLoop(() -> {
            SpoolQuota quota = new SpoolQuota(10);
            MessageWriter incoming = new MessageWriter(
                    new SpoolFile(vertx.fileSystem(), folder.resolve("m"), "node-0-1"), 1_000_000, quota);
            incoming.onDrain(drained::incrementAndGet);
            incoming.write(Buffer.buffer(new byte[50]));
            assertEquals(0, drained.get());
            assertFalse(incoming.isFull());
            return Future.succeededFuture();
        });
    }

    private FileSystem openAtOnce() {
        FileSystem real = vertx.fileSystem();
        return (FileSystem) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {FileSystem.class},
                (proxy, method, arguments) -> method.getName().equals("open")
                        ? Future.succeededFuture(real.openBlocking((String) arguments[0], (OpenOptions) arguments[1]))
                        : method.invoke(real, arguments));
    }

    @Test
    void aDiscardRacesWithTheOpeningAndLeavesNothing() throws Exception {
        for (int i = 0; i < 200; i++) {
            Path path = folder.resolve("m" + i);
            onLoop(() -> {
                MessageWriter incoming =
                        new MessageWriter(new SpoolFile(vertx.fileSystem(), path, "node-0-1"), 1_000_000);
                incoming.write(Buffer.buffer(new byte[50_000]));
                incoming.discard();
                return Future.succeededFuture();
            });
        }
        TestServer.eventually("the folder is empty", () -> {
            try (var files = Files.list(folder)) {
                return files.findAny().isEmpty();
            }
        });
    }

    @Test
    void aFullDiskFailsTheMessageAndNeverHoldsTheClient() throws Exception {
        assumeTrue(Files.exists(FULL_DISK));
        CompletableFuture<MessageWriter> opened = new CompletableFuture<>();
        onLoop(() -> {
            MessageWriter incoming =
                    new MessageWriter(new SpoolFile(fullDisk(), folder.resolve("m"), "node-0-1"), 10_000_000);
            incoming.onDrain(() -> opened.complete(incoming));
            incoming.write(Buffer.buffer(new byte[50_000]));
            return Future.succeededFuture();
        });
        MessageWriter incoming = opened.get(60, TimeUnit.SECONDS);
        onLoop(() -> {
            for (int i = 0; i < 10; i++) {
                incoming.write(Buffer.buffer(new byte[50_000]));
            }
            return Future.succeededFuture();
        });
        TestServer.eventually("it takes more", () -> onLoop(() -> Future.succeededFuture(!incoming.isFull())));
        assertThrows(ExecutionException.class, () -> onLoop(incoming::end));
        assertFalse(Files.exists(folder.resolve("m")));
    }

    /** Everything that is opened is full; nothing real is deleted. */
    private FileSystem fullDisk() {
        FileSystem real = vertx.fileSystem();
        return (FileSystem) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {FileSystem.class},
                (proxy, method, arguments) -> method.getName().equals("open")
                        ? real.open(FULL_DISK.toString(), new OpenOptions().setCreate(false))
                        : method.invoke(real, arguments));
    }

    private <T> T onLoop(Callable<Future<T>> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        vertx.runOnContext(v -> {
            try {
                work.call().onSuccess(done::complete).onFailure(done::completeExceptionally);
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.get(60, TimeUnit.SECONDS);
    }
}
