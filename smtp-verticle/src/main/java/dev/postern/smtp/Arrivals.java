package dev.postern.smtp;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;

/**
 * What one client sends, until it is worked off: lines, and content to its end. It is kept up to a bound; beyond it the
 * socket is paused.
 */
final class Arrivals {
    /** The longest line of an AUTH exchange, CR LF included (RFC 4954 4). */
    private static final int AUTH_LINE = 12_288;

    private static final int PENDING_LIMIT = 64 * 1024;

    private final ClientSocket socket;
    private final Session session;
    private final Port port;
    private final SmtpOptions.Protocol spoken;
    private final LineSplitter lines;
    /** A complete line that has to wait for what is open. */
    private CommandLine ahead;
    /** Null where lines are expected. */
    private Intake intake;

    /** Where its content goes; null where what comes is refused. */
    private Draft draft;
    /** What the end of it leads to. */
    private Supplier<Future<Step>> follows;

    private Future<Step> judged = Future.succeededFuture();
    private boolean paused;
    private boolean over;
    private long received;

    Arrivals(ClientSocket socket, Session session, Port port) {
        this.socket = socket;
        this.session = session;
        this.port = port;
        this.spoken = session.listener().protocol();
        this.lines = new LineSplitter(
                Math.max(AUTH_LINE, port.options().limits().session().commandLine()));
    }

    /** Octets so far, also those that nobody has heard. */
    long received() {
        return received;
    }

    void count(Buffer arrived) {
        received += arrived.length();
    }

    /** For {@link #next()} and {@link #rest()}. */
    void keep(Buffer arrived) {
        lines.feed(arrived);
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
        draft = draft(drained);
        intake = new DotIntake(draft::write);
        follows = session::contentEnd;
    }

    /** A chunk of the content comes from here on, or of what was refused. */
    void expectChunk(Runnable drained) {
        Chunking.Chunk chunk = session.chunk();
        draft = chunk.refusal() == null ? draft(drained) : null;
        intake = new ChunkIntake(chunk.octets(), draft == null ? refused -> {} : draft::write);
        follows = session::chunkEnd;
    }

    private Draft draft(Runnable drained) {
        Transaction transaction = session.transaction();
        if (transaction.draft() == null) {
            Incoming incoming = port.incoming(transaction.id());
            incoming.onDrain(drained);
            transaction.draft(new Draft(session.id(), incoming, port.options(), transaction.isBinary()));
        }
        return transaction.draft();
    }

    boolean areContent() {
        return intake != null;
    }

    /** Whether content is expected, and its end is here without one more octet. */
    boolean areComplete() {
        return intake != null && intake.isComplete();
    }

    /** Whether anything was kept and not taken. */
    boolean areWaiting() {
        return lines.pending() > 0;
    }

    /** Takes of what was kept that which can be content, as it came; commands behind a chunk are not touched. */
    Buffer rest() {
        return lines.take(intake.missing());
    }

    /** Takes a piece of the content; gives what becomes of the whole with the last one, else null. Too much has no end. */
    Future<Step> take(Buffer piece) {
        int end = intake.feed(piece);
        if (end == Intake.MORE || areHopeless()) {
            return null;
        }
        if (end < piece.length()) {
            lines.feed(piece.slice(end, piece.length()));
        }
        intake = null;
        judged = follows.get();
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
        boolean judging = !judged.isComplete() && !session.settlement().isDelivering();
        return areNone() && (areContent() || judging);
    }

    /** Whether there is so much too much of the content that swallowing it makes no sense; of a chunk that is known before. */
    boolean areHopeless() {
        return intake != null && intake.missing() == Intake.UNKNOWN && draft.isHopeless();
    }

    /** The client is gone: content that is not complete is nothing. */
    void discard() {
        intake = null;
        if (session.transaction() != null) {
            session.transaction().discardDraft();
        }
    }

    /** The one place where the client is held back, and let go on; whether it is held back now. */
    boolean throttle() {
        boolean full = lines.pending() > PENDING_LIMIT || intake != null && draft != null && draft.isFull();
        if (full != paused) {
            paused = full;
            if (full) {
                socket.pause();
            } else {
                socket.resume();
            }
        }
        return paused;
    }
}
