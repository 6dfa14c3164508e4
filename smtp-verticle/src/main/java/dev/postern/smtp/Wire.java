package dev.postern.smtp;

import dev.postern.contract.CommandFailure;
import dev.postern.contract.Reply;
import dev.postern.contract.Tls;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket: hands lines and content to the session, one at a time, and its replies to the client. What a client
 * sends while the session decides is kept, up to a bound; beyond it the socket is paused.
 */
final class Wire implements Live {
    /** The longest line of an AUTH exchange, CR LF included (RFC 4954 4). */
    static final int AUTH_LINE = 12_288;

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int PENDING_LIMIT = 64 * 1024;
    private static final String DISCONNECTED = "disconnected";

    /** From the first word to the last; it only goes on. */
    private enum Life {
        /** Words go both ways. */
        OPEN,
        /** The last word is on its way to the client; what it still sends is not heard. */
        CLOSING,
        /** The socket is gone; what is asked for the client is still waited for. */
        CLOSED,
        /** Nothing is open any more, and everybody knows. */
        OVER
    }

    private final NetSocket socket;
    private final Outgoing out;
    private final Session session;
    private final Port port;
    private final Clock clock;
    private final long began;
    private final Patience patience;
    private final LineSplitter lines;
    private Step.Next expects = Step.Next.LINE;
    private Intake intake;
    /** Steps that are not there yet; more than one only where the session lets lines overlap. */
    private int open;
    /** A complete line that has to wait for what is open. */
    private Line ahead;

    private boolean greeted;
    private Life life = Life.OPEN;
    private boolean paused;
    private boolean leaving;
    private boolean tlsFirst;
    private Reply dismissal;
    private long received;

    Wire(NetSocket socket, Session session, Port port, Clock clock) {
        this.socket = socket;
        this.out = new Outgoing(socket, session.connection().meters());
        this.session = session;
        this.port = port;
        this.clock = clock;
        this.began = clock.now();
        this.patience = new Patience(clock, port.options().timeouts(), session);
        this.lines =
                new LineSplitter(Math.max(AUTH_LINE, port.options().limits().commandLine()));
    }

    @Override
    public Session session() {
        return session;
    }

    /**
     * Greets the client and begins to listen.
     *
     * @param encrypted whether TLS comes first
     */
    void open(boolean encrypted) {
        tlsFirst = encrypted;
        socket.handler(arrived -> guard(() -> receive(arrived)));
        socket.exceptionHandler(cause -> LOG.debug("[{}] {}", session.id(), cause.toString()));
        socket.closeHandler(v -> closed());
        socket.drainHandler(v -> pump());
        guard(() -> {
            if (encrypted) {
                arrive();
            } else {
                take(session.open());
                pump();
            }
        });
    }

    /** {@code connect} comes before TLS: until it is decided, the ClientHello stays in the socket. */
    private void arrive() {
        port.listen(socket, false);
        open++;
        session.arrive()
                .onComplete(decided -> guard(() -> {
                    open--;
                    if (isClosed()) {
                        finish();
                    } else if (decided.failed()) {
                        fail(decided.cause());
                    } else if (isOpen()) {
                        secure(null, session::open);
                        port.listen(socket, true);
                    }
                }));
    }

    /** Looks after a client that is too slow. */
    void tick() {
        if (!isOpen() && patience.isOver(Step.Next.CLOSE)) {
            out.cut();
        } else if (isOpen() && open == 0 && patience.isOver(expects)) {
            leave("timeout", Replies.TIMEOUT);
        }
    }

    /** The server shuts down: 421 at the next command boundary. */
    void shutdown() {
        leaving = true;
        if (open == 0 && expects == Step.Next.LINE && isOpen()) {
            leave("shutdown", Replies.SHUTDOWN);
        }
    }

    /** The time for a shutdown is over: ends it now, whatever is open, and whatever the client has not read. */
    void cut() {
        // The final reply is not known: nothing but 421 may stand in its place.
        dismissal = null;
        if (isOpen()) {
            leave("shutdown", Replies.SHUTDOWN);
        }
        out.cut();
    }

    /** No exception leaves a client waiting. */
    private void guard(Runnable input) {
        try {
            input.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void receive(Buffer arrived) {
        received += arrived.length();
        if (!isOpen()) {
            return;
        }
        if (expects == Step.Next.HANDSHAKE) {
            // What a handshake has decrypted comes after it: this was said in clear, and held back by a pause.
            inClear();
            return;
        }
        if (expects == Step.Next.CONTENT && open == 0 && lines.pending() == 0) {
            content(arrived);
        } else {
            if (!greeted) {
                session.early();
            }
            lines.feed(arrived);
        }
        pump();
    }

    /** Works off what has arrived until a decision, the client or the disk has to be waited for. */
    private void pump() {
        guard(() -> {
            while (isOpen() && !out.isFull() && step()) {}
        });
        if (isOpen()) {
            out.flush();
            throttle();
        }
    }

    /** Whether there was anything to work off. */
    private boolean step() {
        if (open > 0 && (leaving || expects != Step.Next.LINE || !session.overlaps())) {
            return false;
        }
        if (expects == Step.Next.CONTENT && lines.pending() > 0) {
            content(lines.takeRest());
            return true;
        }
        Line line = expects == Step.Next.LINE ? next() : null;
        if (line != null) {
            take(session.line(line));
        }
        return line != null;
    }

    /** The next line, unless it has to wait for what is open. */
    private Line next() {
        Line line = ahead == null ? lines.next() : ahead;
        boolean waits = line != null && open > 0 && !session.overlaps(line);
        ahead = waits ? line : null;
        return waits ? null : line;
    }

    /** The one place where the client is held back, and let go on. */
    private void throttle() {
        boolean full = lines.pending() > PENDING_LIMIT || intake != null && intake.isFull();
        if (full != paused) {
            paused = full;
            if (full) {
                socket.pause();
            } else {
                socket.resume();
            }
        }
    }

    private void take(Future<Step> step) {
        if (step.succeeded()) {
            follow(step.result());
            return;
        }
        open++;
        out.flush();
        step.onComplete(done -> {
            open--;
            if (done.succeeded()) {
                guard(() -> follow(done.result()));
            } else {
                fail(done.cause());
            }
            pump();
        });
    }

    /** A mistake of ours: the client is told, and nothing is left hanging. */
    private void fail(Throwable cause) {
        LOG.error("[{}] the session failed", session.id(), cause);
        session.lose("error");
        follow(Step.close(Replies.BROKEN));
    }

    private void follow(Step step) {
        if (isClosed() && open == 0) {
            finish();
        }
        if (!isOpen()) {
            return;
        }
        if (!greeted || !session.isRefused()) {
            patience.renew();
        }
        if (step.next() == Step.Next.HANDSHAKE) {
            handshake(step.reply());
            return;
        }
        if (step.before() != null) {
            out.say(step.before());
        }
        if (step.reply() != null && !step.held()) {
            out.say(step.reply(), session.isInternational());
            greeted = true;
        }
        expects = step.next();
        switch (step.next()) {
            case CONTENT -> beginContent();
            case CLOSE -> close("refused");
            default -> {
                if (leaving && greeted && open == 0) {
                    leave("shutdown", Replies.SHUTDOWN);
                }
            }
        }
    }

    private void beginContent() {
        Incoming incoming = port.incoming(session.transaction().id());
        incoming.onDrain(this::pump);
        intake = new Intake(session, incoming, port.options().limits().size());
    }

    private void content(Buffer piece) {
        patience.renew();
        int end = intake.feed(piece);
        if (end == Unstuffer.MORE) {
            if (intake.isHopeless()) {
                leave("refused", Replies.FAR_TOO_LARGE);
            }
            return;
        }
        expects = Step.Next.LINE;
        if (end < piece.length()) {
            lines.feed(piece.slice(end, piece.length()));
        }
        Intake whole = intake;
        intake = null;
        take(whole.end());
    }

    /** RFC 3207: nothing may stand behind STARTTLS, and what was said before it is forgotten. */
    private void handshake(Reply reply) {
        if (lines.pending() > 0 || ahead != null || paused) {
            inClear();
            return;
        }
        session.forget();
        out.say(reply, false);
        secure(out.take(), session::secured);
    }

    private void inClear() {
        LOG.warn("[{}] octets behind STARTTLS: closing", session.id());
        close("error");
    }

    private void secure(Buffer last, Function<Tls, Future<Step>> next) {
        expects = Step.Next.HANDSHAKE;
        Future<Tls> handshake = port.handshake(socket, last);
        open++;
        handshake.onComplete(secured -> {
            open--;
            if (isClosed()) {
                finish();
            } else if (secured.succeeded()) {
                expects = !isOpen() ? Step.Next.CLOSE : Step.Next.LINE;
                if (isOpen()) {
                    guard(() -> take(next.apply(secured.result())));
                    pump();
                }
            } else {
                LOG.info(
                        "[{}] TLS handshake failed: {}",
                        session.id(),
                        secured.cause().toString());
                close("error");
            }
        });
    }

    /** Whatever the reason, a group that has disconnected the client has the last word. */
    private void leave(String reason, Reply reply) {
        if (isShakingHands()) {
            // Nobody could read it.
            session.lose(dismissal == null ? reason : DISCONNECTED);
            live(Life.CLOSING);
            out.cut();
            return;
        }
        Reply last = dismissal == null ? reply : dismissal;
        LOG.info("[{}] {} is left: {}", session.id(), socket.remoteAddress(), last);
        out.say(last, session.isInternational());
        close(dismissal == null ? reason : DISCONNECTED);
    }

    private void close(String reason) {
        session.lose(reason);
        if (isOpen()) {
            live(Life.CLOSING);
            expects = Step.Next.CLOSE;
            patience.renew();
            out.close();
        }
    }

    private void closed() {
        live(Life.CLOSED);
        session.lose("lost");
        if (intake != null) {
            intake.discard();
            intake = null;
        }
        if (open == 0) {
            finish();
        }
    }

    @Override
    public void send(Buffer octets) {
        requireClient();
        if (isShakingHands()) {
            throw CommandFailure.BUSY.because("the TLS handshake is not done");
        }
        if (out.isFull()) {
            throw CommandFailure.BUSY.because("the client does not read");
        }
        out.say(octets);
        out.flush();
    }

    @Override
    public void disconnect(Reply last) {
        requireClient();
        if (session.settlement().isDelivering()) {
            dismissal = last;
            leaving = true;
            return;
        }
        leave(DISCONNECTED, last);
        session.abandon();
    }

    private void requireClient() {
        if (!isOpen() || dismissal != null) {
            throw CommandFailure.UNKNOWN_CONNECTION.because("connection " + session.id() + " is closing");
        }
    }

    /** Whether words in clear would be wrong, and encrypted ones are not possible yet. */
    private boolean isShakingHands() {
        return expects == Step.Next.HANDSHAKE
                || tlsFirst && session.connection().client().tls() == null;
    }

    private boolean isOpen() {
        return life == Life.OPEN;
    }

    private boolean isClosed() {
        return life.compareTo(Life.CLOSED) >= 0;
    }

    private void live(Life next) {
        if (next.compareTo(life) > 0) {
            life = next;
        }
    }

    /** The last act, when the socket is closed and nothing of the session is open; or nothing more is waited for. */
    void finish() {
        if (life != Life.OVER) {
            live(Life.OVER);
            session.close(clock.now() - began, received, out.sent());
            port.gone(this);
        }
    }
}
