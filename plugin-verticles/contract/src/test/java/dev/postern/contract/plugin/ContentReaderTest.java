package dev.postern.contract.plugin;

import static dev.postern.contract.plugin.Waiting.await;
import static dev.postern.contract.plugin.Waiting.failure;
import static dev.postern.contract.plugin.Waiting.replyFailure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Content;
import dev.postern.contract.ContentReference;
import dev.postern.contract.Examples;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentReaderTest {
    private static final Buffer HEAD = Buffer.buffer("Received: from mail.example.net\r\n");
    private static final Buffer SMALL = Buffer.buffer("Subject: lunch\r\n\r\nAt noon?\r\n");
    private static final Buffer LARGE = random(118_234);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<JsonObject> pulls = new LinkedBlockingQueue<>();

    @TempDir
    private Path spool;

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void readsWhatIsInTheEvent() {
        assertEquals(SMALL, await(all(new ContentReference(SMALL.length(), null, SMALL, null))));
    }

    @Test
    void readsTheHeadBeforeWhatIsInTheEvent() {
        ContentReference content = new ContentReference(HEAD.length() + SMALL.length(), HEAD, SMALL, null);

        assertEquals(join(HEAD, SMALL), await(all(content)));
    }

    @Test
    void inAnotherJvmTheHeadIsInTheEventToo() {
        ContentReference content = new ContentReference(HEAD.length() + SMALL.length(), HEAD, SMALL, null);
        JsonObject json = Examples.travelled(new JsonObject().put("content", content.toJson()));

        assertEquals(join(HEAD, SMALL), await(all(ContentReference.of(json))));
    }

    @Test
    void inAnotherJvmOctetsThatTheHeadMakesTooManyArePulled() {
        Buffer full = random(ContentReference.INLINE_LIMIT - HEAD.length());
        Buffer more = full.copy().appendByte((byte) 0);

        assertEquals(join(HEAD, full), travelled(HEAD, full).inline());
        assertNull(travelled(HEAD, more).inline());
        serve(join(HEAD, more));
        assertEquals(join(HEAD, more), await(all(travelled(HEAD, more))));
    }

    private static ContentReference travelled(Buffer head, Buffer inline) {
        ContentReference content = new ContentReference(head.length() + inline.length(), head, inline, null);
        return ContentReference.of(Examples.travelled(new JsonObject().put("content", content.toJson())));
    }

    @Test
    void readsAFileBehindItsHead() throws IOException {
        assertEquals(join(HEAD, LARGE), await(all(file(LARGE, HEAD))));
        assertEquals(LARGE, await(all(file(LARGE, null))));
        assertEquals(HEAD, await(all(file(Buffer.buffer(), HEAD))));
    }

    @Test
    void readsFromTheOwnerOfTheConnectionWhatIsNowhereElse() {
        serve(LARGE);

        assertEquals(LARGE, await(all(pulled(LARGE))));
        JsonObject first = pulls.poll();
        assertEquals(Examples.read("command/content-request"), first);
        assertEquals(2, pulls.size());
        assertEquals(LARGE.length() - 2 * 49_152, lastLength());
    }

    @Test
    void noContentIsReadWithoutAskingAnybody() {
        assertEquals(Buffer.buffer(), await(all(new ContentReference(0, null, null, null))));
    }

    @Test
    void theNextPieceWaitsForTheOneBefore() throws IOException {
        Buffer content = random(5 * ContentReader.PIECE_LIMIT);
        serve(content);
        for (ContentReference reference :
                new ContentReference[] {file(content, HEAD), new ContentReference(content.length(), null, null, null)
                }) {
            AtomicInteger open = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            Buffer read = Buffer.buffer();

            await(reader(reference).forEach(piece -> {
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                read.appendBuffer(piece);
                return vertx.timer(1).onSuccess(fired -> open.decrementAndGet());
            }));
            assertEquals(1, most.get());
            assertEquals(reference.head() == null ? content : join(HEAD, content), read);
        }
    }

    @Test
    void aReaderThatStopsHasAFewPiecesOnTheirWayAndNoMore() {
        Buffer content = random(20 * ContentReader.PIECE_LIMIT);
        serve(content);
        Promise<Void> slow = Promise.promise();
        AtomicInteger pieces = new AtomicInteger();

        Future<Void> reading = reader(pulled(content)).forEach(piece -> {
            pieces.incrementAndGet();
            return slow.future();
        });
        Waiting.until("four pieces are asked for", () -> pulls.size() == 4 && pieces.get() == 1);
        slow.complete();
        await(reading);
        assertEquals(20, pieces.get());
        assertEquals(20, pulls.size());
    }

    @Test
    void aSinkThatFailsEndsTheReading() throws IOException {
        serve(LARGE);
        for (ContentReference content : new ContentReference[] {
            new ContentReference(SMALL.length(), null, SMALL, null), file(LARGE, HEAD), file(LARGE, null), pulled(LARGE)
        }) {
            assertEquals(
                    "disk full",
                    failure(reader(content).forEach(piece -> Future.failedFuture("disk full")))
                            .getMessage());
            assertEquals(
                    "boom",
                    failure(reader(content).forEach(ContentReaderTest::boom)).getMessage());
            assertEquals(
                    "the sink returned null instead of a future",
                    failure(reader(content).forEach(piece -> null)).getMessage());
        }
    }

    @Test
    void contentThatIsSettledIsGone() throws IOException {
        ContentReference content = file(LARGE, null);
        Files.delete(content.file());
        answer(command -> {
            throw CommandFailure.GONE.because("settled");
        });

        assertEquals(CommandFailure.GONE.code(), replyFailure(all(content)).failureCode());
        assertEquals(
                CommandFailure.GONE.code(), replyFailure(all(pulled(LARGE))).failureCode());
    }

    @Test
    void halfAMessageIsNotTakenForAWholeOne() throws IOException {
        ContentReference content = file(LARGE, HEAD);
        Files.write(content.file(), LARGE.getBytes(0, 1000));
        serve(LARGE.slice(0, 100_000));

        assertTrue(failure(all(content)).getMessage().contains("of 1000 octets"));
        assertTrue(failure(all(pulled(LARGE))) instanceof MalformedException);
    }

    @Test
    void moreThanTheLimitIsRefusedBeforeItIsRead() {
        assertEquals(
                CommandFailure.TOO_LARGE.code(),
                replyFailure(reader(pulled(LARGE)).all(LARGE.length() - 1)).failureCode());
        assertTrue(pulls.isEmpty());
    }

    @Test
    void withoutAKeyThereIsNothingToPull() {
        Content told = (Content) Examples.event("content").told();

        assertEquals(
                CommandFailure.FORBIDDEN.code(),
                replyFailure(ContentReader.of(vertx, told).all(1 << 20)).failureCode());
    }

    @Test
    void anOwnerThatIsGoneGivesNoAnswer() {
        assertEquals(
                CommandFailure.NO_ANSWER.code(),
                replyFailure(all(pulled(LARGE))).failureCode());
    }

    private void serve(Buffer content) {
        answer(command -> {
            int offset = command.getJsonObject("arguments").getInteger("offset");
            int length = command.getJsonObject("arguments").getInteger("length");
            return content.slice(offset, Math.min(content.length(), offset + length));
        });
    }

    private void answer(Function<JsonObject, Buffer> command) {
        String address = ((Content) Examples.event("content")).common().turn().commands();
        await(vertx.eventBus()
                .<JsonObject>consumer(address, message -> {
                    pulls.add(message.body());
                    reply(message, command);
                })
                .completion());
    }

    private static void reply(Message<JsonObject> message, Function<JsonObject, Buffer> command) {
        try {
            message.reply(new JsonObject().put("octets", command.apply(message.body())));
        } catch (ReplyException e) {
            message.fail(e.failureCode(), e.getMessage());
        }
    }

    private int lastLength() {
        return pulls.stream()
                .mapToInt(pull -> pull.getJsonObject("arguments").getInteger("length"))
                .min()
                .orElseThrow();
    }

    private Future<Buffer> all(ContentReference content) {
        return reader(content).all(1 << 20);
    }

    private ContentReader reader(ContentReference content) {
        return ContentReader.of(vertx, new Content(Examples.event("content").common(), content));
    }

    private ContentReference file(Buffer octets, Buffer head) throws IOException {
        Path file = Files.write(spool.resolve("content-" + System.nanoTime()), octets.getBytes());
        return new ContentReference(octets.length() + (head == null ? 0 : head.length()), head, null, file);
    }

    private static ContentReference pulled(Buffer content) {
        return new ContentReference(content.length(), null, null, null);
    }

    private static Future<?> boom(Buffer piece) {
        throw new IllegalStateException("boom");
    }

    private static Buffer join(Buffer one, Buffer two) {
        return Buffer.buffer().appendBuffer(one).appendBuffer(two);
    }

    private static Buffer random(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return Buffer.buffer(octets);
    }
}
