package dev.postern.contract.plugin;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Content;
import dev.postern.contract.ContentReference;
import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.Message;
import dev.postern.contract.json.MalformedException;
import dev.postern.contract.wire.CommandRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Reads the octets of a message, wherever they are: in the event, in a file of this JVM, or on the node that owns the
 * connection, from which they are pulled in pieces. A reader that stops asking costs nothing, and no more than {@value
 * #WINDOW} pieces are on their way at any moment.
 */
public final class ContentReader {
    /** The most octets in one piece that is pulled: 48 KiB. */
    public static final int PIECE_LIMIT = CommandRequest.PIECE_LIMIT;

    private static final int WINDOW = 4;

    private final Vertx vertx;
    private final Event event;
    private final ContentReference content;

    private ContentReader(Vertx vertx, Event event, ContentReference content) {
        this.vertx = vertx;
        this.event = event;
        this.content = content;
    }

    public static ContentReader of(Vertx vertx, Content event) {
        return new ContentReader(vertx, event, event.content());
    }

    public static ContentReader of(Vertx vertx, Message event) {
        return new ContentReader(vertx, event, event.content());
    }

    public static ContentReader of(Vertx vertx, Deliver event) {
        return new ContentReader(vertx, event, event.content());
    }

    /**
     * Hands over all octets in order.
     *
     * @param sink takes one piece; the next comes when its future has completed
     * @return completes after the last piece; fails with the sink's failure, or with GONE when the stage is settled.
     *     The pieces must not be changed
     */
    public Future<Void> forEach(Function<Buffer, Future<?>> sink) {
        Function<Buffer, Future<?>> into = piece -> handOver(piece, sink);
        if (content.inline() == null && content.file() == null) {
            return new Pull(into).run();
        }
        Future<?> head = content.head() == null ? Future.succeededFuture() : into.apply(content.head());
        return head.compose(v -> rest(into));
    }

    private Future<Void> rest(Function<Buffer, Future<?>> sink) {
        return content.inline() != null ? sink.apply(content.inline()).mapEmpty() : file(sink);
    }

    /** A sink that throws or gives no future must not leave the reader waiting. */
    private static Future<?> handOver(Buffer piece, Function<Buffer, Future<?>> sink) {
        try {
            Future<?> taken = sink.apply(piece);
            return taken == null ? Future.failedFuture("the sink returned null instead of a future") : taken;
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * All octets at once.
     *
     * @param limit fails with TOO_LARGE if there are more
     */
    public Future<Buffer> all(int limit) {
        if (content.size() > limit) {
            return Future.failedFuture(
                    CommandFailure.TOO_LARGE.because(content.size() + " octets, expected at most " + limit));
        }
        Buffer whole = Buffer.buffer((int) content.size());
        return forEach(piece -> {
                    whole.appendBuffer(piece);
                    return Future.succeededFuture();
                })
                .map(whole);
    }

    private Future<Void> file(Function<Buffer, Future<?>> sink) {
        OpenOptions options = new OpenOptions().setWrite(false).setCreate(false);
        return vertx.fileSystem()
                .open(content.file().toString(), options)
                .recover(failure -> Future.failedFuture(
                        failure.getCause() instanceof NoSuchFileException
                                ? CommandFailure.GONE.because("the stage of the content is settled")
                                : failure))
                .compose(file -> drain(file, sink).eventually(file::close));
    }

    private Future<Void> drain(AsyncFile file, Function<Buffer, Future<?>> sink) {
        file.setReadBufferSize(PIECE_LIMIT);
        Promise<Void> done = Promise.promise();
        AtomicReference<Future<?>> last = new AtomicReference<>(Future.succeededFuture());
        AtomicLong octets = new AtomicLong();
        file.exceptionHandler(done::tryFail);
        file.endHandler(v -> last.get()
                .<Void>mapEmpty()
                .compose(sunk -> complete(octets.get()))
                .onComplete(ended -> {
                    if (ended.succeeded()) {
                        done.tryComplete();
                    } else {
                        done.tryFail(ended.cause());
                    }
                }));
        file.handler(piece -> {
            octets.addAndGet(piece.length());
            file.pause();
            last.set(sink.apply(piece).onSuccess(v -> file.resume()).onFailure(done::tryFail));
        });
        return done.future();
    }

    /** Half a message must never pass for a whole one. */
    private Future<Void> complete(long octets) {
        long expected =
                content.size() - (content.head() == null ? 0 : content.head().length());
        return octets == expected
                ? Future.succeededFuture()
                : Future.failedFuture(new MalformedException(
                        "content of " + octets + " octets in " + content.file() + ", expected " + expected));
    }

    /** The octets come from another node: a few requests ahead, handed over in order. */
    private final class Pull {
        private final Function<Buffer, Future<?>> sink;
        private final Deque<Future<Buffer>> underway = new ArrayDeque<>(WINDOW);
        private long next;

        Pull(Function<Buffer, Future<?>> sink) {
            this.sink = sink;
        }

        Future<Void> run() {
            Promise<Void> done = Promise.promise();
            step(done);
            return done.future();
        }

        private void step(Promise<Void> done) {
            while (underway.size() < WINDOW && next < content.size()) {
                underway.add(request(next));
                next += PIECE_LIMIT;
            }
            Future<Buffer> first = underway.poll();
            if (first == null) {
                done.complete();
                return;
            }
            first.compose(sink::apply).onSuccess(v -> step(done)).onFailure(done::fail);
        }

        private Future<Buffer> request(long offset) {
            long length = Math.min(PIECE_LIMIT, content.size() - offset);
            return ConnectionCommands.of(vertx, event)
                    .content(event.transaction(), offset, length)
                    .map(octets -> whole(octets, length));
        }

        private Buffer whole(Buffer piece, long length) {
            if (piece == null || piece.length() != length) {
                throw new MalformedException("a piece of content of another length than asked: " + length);
            }
            return piece;
        }
    }
}
