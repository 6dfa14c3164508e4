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
 * What one client sends, until it is worked off: lines, and content to its end. It is kept up to a bound; beyond it the
 * socket is paused.
 */
final class InputBuffer {
    /** The longest line of an AUTH exchange, CR LF included (RFC 4954 4). */
    private static final int AUTH_LINE = 12_288;

    private static final int PENDING_LIMIT = 64 * 1024;

    private final ClientSocket socket;
    private final CommandDispatcher dispatcher;
    private final ConnectionOwner port;
    private final ClientTimeouts patience;
    private final SmtpOptions.Protocol spoken;
    private final LineDecoder lines;
    /** A complete line that has to wait for what is open. */
    private CommandLine ahead;
    /** A piece of content as it arrived, with nothing before it; else null. */
    private Buffer fresh;
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

    InputBuffer(ClientSocket socket, CommandDispatcher dispatcher, ConnectionOwner port, ClientTimeouts patience) {
        this.socket = socket;
        this.dispatcher = dispatcher;
        this.port = port;
        this.patience = patience;
        this.spoken = dispatcher.session().listener().protocol();
        this.lines = new LineDecoder(
                Math.max(AUTH_LINE, port.options().limits().session().commandLine()));
    }

    /** Octets so far, also those that nobody has heard. */
    long received() {
        return received;
    }

    void count(Buffer arrived) {
        received += arrived.length();
    }

    /** For {@link #next()} and {@link #take()}. */
    void keep(Buffer arrived) {
        if (body != null && !areWaiting()) {
            fresh = arrived;
        } else {
            lines.feed(arrived);
        }
    }

    /** Whether there may be anything to take. */
    boolean hasMore() {
        return areWaiting() || ahead != null || areComplete();
    }

    /** Whether nothing is kept, nor held back in the socket. */
    boolean areNone() {
        return !areWaiting() && ahead == null && !paused;
    }

    /** The next line, or null if none is complete. */
    CommandLine next() {
        if (ahead != null) {
            CommandLine line = ahead;
            ahead = null;
            return line;
        }
        Line line = lines.next();
        return line == null ? null : CommandLine.parse(line, spoken);
    }

    /** The line that was taken last comes again. */
    void putBack(CommandLine line) {
        ahead = line;
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
            MessageWriter incoming = port.incoming(transaction.id());
            incoming.onDrain(drained);
            transaction.draft(new IncomingMessage(dispatcher.id(), incoming, port.options(), transaction.isBinary()));
        }
        return transaction.draft();
    }

    boolean areContent() {
        return body != null;
    }

    /** Whether content is expected, and its end is here without one more octet. */
    private boolean areComplete() {
        return body != null && body.reader().isComplete();
    }

    /** Whether anything was kept and not taken. */
    private boolean areWaiting() {
        return lines.pending() > 0 || fresh != null;
    }

    /**
     * Takes of what was kept that which can be content, as it came; commands behind a chunk are not touched. Gives what becomes
     * of the whole with the last piece of it, else null. Too much has no end.
     */
    Future<PendingReply> take() {
        Buffer piece = fresh == null ? lines.take(body.reader().missing()) : fresh;
        fresh = null;
        patience.came(piece.length());
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
    boolean areOver() {
        return over;
    }

    /**
     * Whether they end within a message, or right behind one that no inbox was asked to take yet, without so much as QUIT: a
     * client that has died does just that.
     */
    boolean areForgone() {
        boolean judging = !judged.isComplete() && !dispatcher.isDelivering();
        return areNone() && (areContent() || judging);
    }

    /** Whether there is so much too much of the content that swallowing it makes no sense. */
    boolean areHopeless() {
        return body != null && body.isHopeless();
    }

    /** The client is gone: content that is not complete is nothing. */
    void discard() {
        body = null;
        if (dispatcher.transaction() != null) {
            dispatcher.transaction().discardDraft();
        }
    }

    /** The one place where the client is held back, and let go on. */
    void throttle() {
        boolean full = lines.pending() > PENDING_LIMIT
                || body != null && body.draft() != null && body.draft().isFull();
        if (full == paused) {
            return;
        }
        paused = full;
        patience.hold(full);
        if (full) {
            socket.pause();
        } else {
            socket.resume();
        }
    }
}
