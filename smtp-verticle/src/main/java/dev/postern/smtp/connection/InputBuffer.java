package dev.postern.smtp.connection;

import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.content.BodyReader;
import dev.postern.smtp.content.ChunkReader;
import dev.postern.smtp.content.DotReader;
import dev.postern.smtp.content.IncomingMessage;
import dev.postern.smtp.content.MessageWriter;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Line;
import dev.postern.smtp.protocol.LineDecoder;
import dev.postern.smtp.session.CommandLine;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.session.Transaction;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/**
 * What one client sends, until it is processed: lines, and content to its end. It is kept up to a bound; beyond it the
 * socket is paused.
 */
final class InputBuffer {
    /** The longest line of an AUTH exchange, CR LF included (RFC 4954 4). */
    private static final int AUTH_LINE = 12_288;

    private static final int PENDING_LIMIT = 64 * 1024;

    private final ClientSocket socket;
    private final CommandDispatcher dispatcher;
    private final ConnectionOwner owner;
    private final ClientTimeouts timeouts;
    private final SmtpOptions.Protocol protocol;
    private final LineDecoder lines;
    /** A complete line that has to wait for commands before it, or null. */
    private CommandLine putBack;
    /** A piece of content as it arrived, with nothing before it; else null. */
    private Buffer direct;
    /** Null where lines are expected. */
    private Body body;

    private Future<PendingReply> judged = Future.succeededFuture();
    private boolean paused;
    private boolean over;
    private long received;

    /**
     * Content on its way in.
     *
     * @param draft where it goes; null where what comes is refused
     * @param end what its end leads to
     */
    private record Body(BodyReader reader, IncomingMessage draft, Supplier<Future<PendingReply>> end) {
        /** Of a chunk that is known before it comes. */
        boolean isHopeless() {
            return reader.missing() == BodyReader.UNKNOWN && draft.isHopeless();
        }
    }

    InputBuffer(ClientSocket socket, CommandDispatcher dispatcher, ConnectionOwner owner, ClientTimeouts timeouts) {
        this.socket = socket;
        this.dispatcher = dispatcher;
        this.owner = owner;
        this.timeouts = timeouts;
        this.protocol = dispatcher.session().listener().protocol();
        this.lines = new LineDecoder(
                Math.max(AUTH_LINE, owner.options().limits().connection().commandLine()));
    }

    /** Octets so far, also those that were dropped. */
    long received() {
        return received;
    }

    void count(Buffer arrived) {
        received += arrived.length();
    }

    /** For {@link #next()} and {@link #take()}. */
    void keep(Buffer arrived) {
        if (body != null && !hasOctets()) {
            direct = arrived;
        } else {
            lines.feed(arrived);
        }
    }

    /** Whether there may be anything to take. */
    boolean hasMore() {
        return hasOctets() || putBack != null || isContentComplete();
    }

    /** Whether nothing is kept, nor held back in the socket. */
    boolean isEmpty() {
        return !hasOctets() && putBack == null && !paused;
    }

    /** The next line, or null if none is complete. */
    CommandLine next() {
        if (putBack != null) {
            CommandLine line = putBack;
            putBack = null;
            return line;
        }
        Line line = lines.next();
        return line == null ? null : CommandLine.parse(line, protocol);
    }

    /** The line that was taken last comes again. */
    void putBack(CommandLine line) {
        putBack = line;
    }

    /**
     * Content comes from here on, to its end.
     *
     * @param drained runs once the disk is no longer behind
     */
    void expectContent(Runnable drained) {
        IncomingMessage draft = draft(drained);
        body = new Body(new DotReader(draft::write), draft, dispatcher::contentEnd);
    }

    /** A chunk of the content comes from here on, or of what was refused. */
    void expectChunk(Runnable drained) {
        IncomingMessage draft = dispatcher.isChunkTaken() ? draft(drained) : null;
        BodyReader reader = new ChunkReader(dispatcher.chunkOctets(), draft == null ? refused -> {} : draft::write);
        body = new Body(reader, draft, dispatcher::chunkEnd);
    }

    private IncomingMessage draft(Runnable drained) {
        Transaction transaction = dispatcher.transaction();
        if (transaction.draft() == null) {
            MessageWriter incoming = owner.incoming(transaction.id());
            incoming.onDrain(drained);
            transaction.draft(new IncomingMessage(dispatcher.id(), incoming, owner.options(), transaction.isBinary()));
        }
        return transaction.draft();
    }

    boolean expectsContent() {
        return body != null;
    }

    /** Whether content is expected, and its end is here without one more octet. */
    private boolean isContentComplete() {
        return body != null && body.reader().isComplete();
    }

    /** Whether anything was kept and not taken. */
    private boolean hasOctets() {
        return lines.pending() > 0 || direct != null;
    }

    /**
     * Takes of what was kept that which can be content, as it came; commands behind a chunk are not touched. Gives what becomes
     * of the whole with the last piece of it, else null. Too much has no end.
     */
    Future<PendingReply> take() {
        Buffer piece = direct == null ? lines.take(body.reader().missing()) : direct;
        direct = null;
        timeouts.received(piece.length());
        int end = body.reader().feed(piece);
        if (end == BodyReader.MORE || body.isHopeless()) {
            return null;
        }
        if (end < piece.length()) {
            lines.feed(piece.slice(end, piece.length()));
        }
        Body whole = body;
        body = null;
        judged = whole.end().get();
        return judged;
    }

    /** The client has closed its side. */
    void end() {
        over = true;
    }

    /** Whether nothing more comes than what is kept. */
    boolean isEnded() {
        return over;
    }

    /**
     * Whether the input ends within a message, or right behind one that no inbox was asked to take yet: a client that ends
     * without QUIT has probably died.
     */
    boolean isAbandoned() {
        boolean judging = !judged.isComplete() && !dispatcher.isDelivering();
        return isEmpty() && (expectsContent() || judging);
    }

    /** Whether the content is so far over its limit that the rest is not read. */
    boolean isFarTooLarge() {
        return body != null && body.isHopeless();
    }

    /** The client is gone: content that is not complete is nothing. */
    void discard() {
        body = null;
        if (dispatcher.transaction() != null) {
            dispatcher.transaction().discardDraft();
        }
    }

    /** Pauses or resumes the socket; the only place that does. */
    void throttle() {
        boolean full = lines.pending() > PENDING_LIMIT
                || body != null && body.draft() != null && body.draft().isFull();
        if (full == paused) {
            return;
        }
        paused = full;
        timeouts.hold(full);
        if (full) {
            socket.pause();
        } else {
            socket.resume();
        }
    }
}
