package dev.postern.smtp;

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
final class Wire {
    /** The longest line of an AUTH exchange, CR LF included (RFC 4954 4). */
    static final int AUTH_LINE = 12_288;

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int PENDING_LIMIT = 64 * 1024;
    /** A client whom the greeting has refused is not waited for long. */
    private static final long REFUSED_PATIENCE = 60_000;

    private static final int OUT_LIMIT = 16 * 1024;
    private static final Reply BROKEN = new Reply(421, "4.3.0", "Internal error, closing");

    private final NetSocket socket;
    private final Session session;
    private final Port port;
    private final Clock clock;
    private final long began;
    private final LineSplitter lines;
    private Step.Next expects = Step.Next.LINE;
    private Unstuffer unstuffer;
    private Incoming incoming;
    private final StringBuilder out = new StringBuilder();
    private boolean busy;
    private boolean greeted;
    private boolean closed;
    private boolean paused;
    private boolean leaving;
    private long lastHeard;
    private long received;
    private long sent;

    /** What a wire needs of the verticle that owns it. */
    interface Port {
        SmtpOptions options();

        /** Where the message of a transaction goes. */
        Incoming incoming(String transaction);

        /** Begins TLS, after these last octets in clear if there are any. */
        Future<Tls> handshake(NetSocket socket, Buffer last);

        /** The wire is closed and its session is over. */
        void gone(Wire wire);
    }

    Wire(NetSocket socket, Session session, Port port, Clock clock) {
        this.socket = socket;
        this.session = session;
        this.port = port;
        this.clock = clock;
        this.began = clock.now();
        this.lastHeard = began;
        this.lines =
                new LineSplitter(Math.max(AUTH_LINE, port.options().limits().commandLine()));
    }

    Session session() {
        return session;
    }

    /**
     * Greets the client and begins to listen.
     *
     * @param encrypted whether TLS comes first
     */
    void open(boolean encrypted) {
        socket.handler(arrived -> {
            try {
                receive(arrived);
            } catch (RuntimeException e) {
                fail(e);
            }
        });
        socket.exceptionHandler(cause -> LOG.debug("[{}] {}", session.id(), cause.toString()));
        socket.closeHandler(v -> closed());
        socket.drainHandler(v -> pump());
        if (encrypted) {
            secure(null, session::open);
        } else {
            take(session.open());
            pump();
        }
    }

    /** Looks after a client that is too slow. */
    void tick() {
        if (!closed && !busy && clock.now() - lastHeard > patience()) {
            leave("timeout", Replies.TIMEOUT);
        }
    }

    private long patience() {
        SmtpOptions.Timeouts timeouts = port.options().timeouts();
        if (expects == Step.Next.CONTENT) {
            return timeouts.data();
        }
        return session.isRefused() ? Math.min(REFUSED_PATIENCE, timeouts.command()) : timeouts.command();
    }

    /** The server shuts down: 421 at the next command boundary. */
    void shutdown() {
        leaving = true;
        if (!busy && expects == Step.Next.LINE && !closed) {
            leave("shutdown", Replies.SHUTDOWN);
        }
    }

    /** Ends it now, whatever is open. */
    void abort(String reason) {
        close(reason);
    }

    private void receive(Buffer arrived) {
        received += arrived.length();
        lastHeard = clock.now();
        if (expects == Step.Next.CONTENT && !busy) {
            content(arrived);
            pump();
        } else {
            if (!greeted) {
                session.early();
            }
            lines.feed(arrived);
            pump();
        }
    }

    /** Works off what has arrived until a decision, the client or the disk has to be waited for. */
    private void pump() {
        while (!busy && !closed && !socket.writeQueueFull()) {
            if (expects == Step.Next.CONTENT && lines.pending() > 0) {
                content(lines.takeRest());
                continue;
            }
            Line line = expects == Step.Next.LINE ? lines.next() : null;
            if (line == null) {
                break;
            }
            take(session.line(line));
            if (out.length() > OUT_LIMIT) {
                flush();
            }
        }
        flush();
        throttle();
    }

    /** The one place where the client is held back, and let go on. */
    private void throttle() {
        if (closed) {
            return;
        }
        paused = lines.pending() > PENDING_LIMIT || incoming != null && incoming.isFull();
        if (paused) {
            socket.pause();
        } else {
            socket.resume();
        }
    }

    private void take(Future<Step> step) {
        if (step.succeeded()) {
            follow(step.result());
            return;
        }
        busy = true;
        flush();
        step.onComplete(done -> {
            busy = false;
            if (done.succeeded()) {
                follow(done.result());
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
        follow(Step.close(BROKEN));
    }

    private void follow(Step step) {
        lastHeard = clock.now();
        if (closed) {
            finish();
            return;
        }
        if (step.next() == Step.Next.HANDSHAKE) {
            handshake(step.reply());
            return;
        }
        if (step.reply() != null) {
            out.append(step.reply().toWire());
            greeted = true;
        }
        expects = step.next();
        switch (step.next()) {
            case CONTENT -> beginContent();
            case CLOSE -> close("refused");
            default -> {
                if (leaving && greeted) {
                    leave("shutdown", Replies.SHUTDOWN);
                }
            }
        }
    }

    private void beginContent() {
        unstuffer = new Unstuffer();
        incoming = port.incoming(session.transaction().id());
        incoming.onDrain(this::pump);
    }

    private void content(Buffer piece) {
        int end = unstuffer.feed(piece, 0, incoming::write);
        long limit = port.options().limits().size();
        if (end == Unstuffer.MORE) {
            if (incoming.size() > 2 * limit) {
                leave("refused", new Reply(421, "4.3.4", "Message is far larger than the fixed maximum, closing"));
            }
            return;
        }
        expects = Step.Next.LINE;
        if (end < piece.length()) {
            lines.feed(piece.slice(end, piece.length()));
        }
        Incoming whole = incoming;
        incoming = null;
        unstuffer = null;
        take(judge(whole));
    }

    private Future<Step> judge(Incoming whole) {
        if (whole.isTooLarge()) {
            whole.discard();
            return Future.succeededFuture(session.contentRefused(Replies.TOO_LARGE));
        }
        Function<Throwable, Step> unkept = cause -> {
            LOG.error("[{}] the message could not be kept: {}", session.id(), cause.toString());
            return session.contentRefused(Replies.STORAGE);
        };
        return whole.end()
                .transform(stored -> stored.failed()
                        ? Future.succeededFuture(unkept.apply(stored.cause()))
                        : session.isLost() ? drop(stored.result()) : session.content(stored.result()));
    }

    private static Future<Step> drop(Stored stored) {
        stored.delete();
        return Future.succeededFuture(Step.NOTHING);
    }

    /** RFC 3207: nothing may stand behind STARTTLS, and what was said before it is forgotten. */
    private void handshake(Reply reply) {
        if (lines.pending() > 0 || paused) {
            LOG.warn("[{}] octets behind STARTTLS: closing", session.id());
            abort("error");
            return;
        }
        session.forget();
        Buffer last = Buffer.buffer(out.append(reply.toWire()).toString());
        out.setLength(0);
        sent += last.length();
        secure(last, session::secured);
    }

    private void secure(Buffer last, Function<Tls, Future<Step>> next) {
        expects = Step.Next.HANDSHAKE;
        Future<Tls> handshake = port.handshake(socket, last);
        busy = true;
        handshake.onComplete(secured -> {
            busy = false;
            if (closed) {
                finish();
            } else if (secured.succeeded()) {
                expects = Step.Next.LINE;
                take(next.apply(secured.result()));
                pump();
            } else {
                LOG.info(
                        "[{}] TLS handshake failed: {}",
                        session.id(),
                        secured.cause().toString());
                abort("error");
            }
        });
    }

    private void leave(String reason, Reply reply) {
        out.append(reply.toWire());
        close(reason);
    }

    private void close(String reason) {
        session.lose(reason);
        expects = Step.Next.CLOSE;
        flush();
        socket.close();
    }

    private void flush() {
        if (out.length() > 0 && !closed) {
            Buffer octets = Buffer.buffer(out.toString());
            out.setLength(0);
            sent += octets.length();
            socket.write(octets);
        }
    }

    private void closed() {
        closed = true;
        session.lose("lost");
        if (incoming != null) {
            incoming.discard();
            incoming = null;
        }
        if (!busy) {
            finish();
        }
    }

    /** The last act, when the socket is closed and nothing of the session is open. */
    private void finish() {
        session.close(clock.now() - began, received, sent);
        port.gone(this);
    }
}
