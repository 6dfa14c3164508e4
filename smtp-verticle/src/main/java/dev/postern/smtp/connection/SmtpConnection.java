package dev.postern.smtp.connection;

import dev.postern.contract.Reply;
import dev.postern.contract.Tls;
import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.CommandLine;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.time.Clock;
import dev.postern.smtp.tls.HandshakeErrors;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket: hands lines and content to the dispatcher of commands, one at a time, and its replies to the client. What a client
 * sends while a command is decided is kept, up to a bound; beyond it the socket is paused.
 */
public final class SmtpConnection implements ClientSocket.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);

    private final ClientSocket socket;
    private final CommandDispatcher dispatcher;
    private final ConnectionOwner port;
    private final Clock clock;
    private final long began;
    private final InputBuffer in;
    private final ReplyWriter out;
    private final TlsUpgrade handshake;
    private final ClientTimeouts patience;
    private final CloseSequence ending;
    private final ReplyQueue awaited;

    public SmtpConnection(ClientSocket socket, CommandDispatcher dispatcher, ConnectionOwner port, Clock clock) {
        this.socket = socket;
        this.dispatcher = dispatcher;
        this.port = port;
        this.clock = clock;
        this.began = clock.now();
        this.out = new ReplyWriter(socket, dispatcher.connection().meters(), port.options());
        this.handshake = new TlsUpgrade(
                socket, port, dispatcher.session().listener().security().clientCertificate());
        this.patience = new ClientTimeouts(clock, port.options(), dispatcher, out);
        this.in = new InputBuffer(socket, dispatcher, port, patience);
        this.ending = new CloseSequence(dispatcher, out, handshake, patience);
        this.awaited = new ReplyQueue(socket, ending, this::fail, this::pump);
    }

    public String id() {
        return dispatcher.id();
    }

    /** For commands. */
    public ControlHandler.ControlledConnection live() {
        return new LiveConnection(dispatcher, out, handshake, ending);
    }

    /**
     * Greets the client and begins to listen.
     *
     * @param encrypted whether TLS comes first
     */
    public void open(boolean encrypted) {
        socket.listen(this);
        awaited.guard(() -> {
            if (encrypted) {
                handshake.expect();
            }
            awaited.add(dispatcher.greeting().pause(), over -> begin(encrypted));
        });
    }

    /** {@code connect} comes before TLS. */
    private void begin(boolean encrypted) {
        if (encrypted) {
            awaited.add(
                    dispatcher.greeting().connect(),
                    decided -> secure(handshake.begin(), dispatcher.greeting()::greet));
        } else {
            awaited.take(dispatcher.greeting().greet(), this::follow);
        }
    }

    /**
     * Looks after a client that is too slow.
     *
     * @param stood for so many milliseconds the server stood still, and heard nobody
     */
    public void tick(long stood) {
        patience.excuse(stood);
        out.flush();
        PendingReply.Next owed = in.areContent() ? PendingReply.Next.CONTENT : PendingReply.Next.LINE;
        if (ending.isOpen() && awaited.isNothing() && patience.isOver(owed)) {
            ending.leave("timeout", Replies.TIMEOUT);
        } else {
            ending.hurry();
        }
    }

    /** The server shuts down: 421 at the next command boundary. */
    public void shutdown() {
        ending.announce();
        if ((awaited.isNothing() || dispatcher.greeting().isPausing()) && !in.areContent() && ending.isOpen()) {
            String host = port.options().hostname();
            ending.leave("shutdown", out.hasSpoken() ? Replies.SHUTDOWN : Replies.asGreeting(host, Replies.SHUTDOWN));
        }
    }

    /** The time for a shutdown is over: ends it now, whatever is open, and whatever the client has not read. */
    public void cut() {
        ending.cut("shutdown", Replies.SHUTDOWN);
    }

    @Override
    public void arrived(Buffer octets) {
        in.count(octets);
        if (!ending.isOpen()) {
            return;
        }
        if (!out.hasSpoken() && !handshake.isOwed()) {
            dispatcher.greeting().spokeEarly();
        }
        in.keep(octets);
        pump();
    }

    @Override
    public void ended() {
        in.end();
        pump();
    }

    /** Whether a client that has closed its side has nothing to wait for: what it had sent is worked off and answered first. */
    private boolean isDeserted() {
        boolean idle = awaited.isNothing() && !out.isFull();
        return idle || handshake.isOwed() || in.areNone() && !out.hasSpoken() || in.areForgone();
    }

    @Override
    public void drained() {
        pump();
    }

    @Override
    public void failed(Throwable cause) {
        LOG.debug("[{}] {}", dispatcher.id(), HandshakeErrors.reason(cause));
    }

    /**
     * Works off what has arrived until a decision, the client or the disk has to be waited for. Replies to commands that came
     * together leave together (RFC 2920 3.2): those before one that is being decided wait for it, a tick at most.
     */
    private void pump() {
        awaited.work(this::step);
        if (!ending.isOpen()) {
            finishIfIdle();
            return;
        }
        boolean worked = !awaited.isInterrupted();
        if (worked && awaited.isNothing()) {
            out.flush();
        }
        in.throttle();
        if (worked && in.areOver() && isDeserted()) {
            ending.close("lost");
        }
    }

    /** Takes the next of what has arrived; whether there was anything that may be taken now. */
    private boolean step() {
        if (!in.hasMore() || !ending.isOpen()) {
            return false;
        }
        if (handshake.isOwed()) {
            // What a handshake has decrypted comes after it: this was said in clear, and held back by a pause.
            inClear();
            return false;
        }
        if (in.areContent()) {
            content();
            return true;
        }
        return !out.isFull() && line();
    }

    private boolean line() {
        boolean overlapping = !awaited.isNothing();
        if (overlapping && (ending.isDraining() || !dispatcher.overlaps())) {
            return false;
        }
        CommandLine line = in.next();
        if (line == null) {
            return false;
        }
        if (overlapping && !dispatcher.overlaps(line)) {
            in.putBack(line);
            return false;
        }
        awaited.take(dispatcher.line(line), this::follow);
        return true;
    }

    private void content() {
        Future<PendingReply> end = in.take();
        if (end != null) {
            awaited.take(end, this::follow);
        } else if (in.areHopeless()) {
            ending.leave("refused", Replies.FAR_TOO_LARGE);
        }
    }

    /** A mistake of ours: the client is told, and nothing is left hanging. */
    private void fail(Throwable cause) {
        LOG.error("[{}] the session failed", dispatcher.id(), cause);
        dispatcher.lose("error");
        follow(PendingReply.close(Replies.BROKEN));
    }

    private void follow(PendingReply step) {
        if (!ending.isOpen()) {
            return;
        }
        patience.answer(step.next());
        if (step.next() == PendingReply.Next.HANDSHAKE) {
            startTls(step.reply());
            return;
        }
        out.say(step, dispatcher.isInternational());
        switch (step.next()) {
            case CONTENT -> in.expectContent(this::pump);
            case CHUNK -> in.expectChunk(this::pump);
            case CLOSE -> ending.part("refused");
            default -> {
                if (ending.isDraining() && out.hasSpoken() && awaited.isNothing()) {
                    ending.leave("shutdown", Replies.SHUTDOWN);
                }
            }
        }
    }

    /** RFC 3207: nothing may stand behind STARTTLS, and what was said before it is forgotten. */
    private void startTls(Reply reply) {
        if (!in.areNone()) {
            inClear();
            return;
        }
        dispatcher.startTls().forget();
        out.say(reply, false);
        secure(handshake.begin(out.take()), dispatcher.startTls()::secured);
    }

    private void inClear() {
        LOG.info("[{}] octets behind STARTTLS: closing", dispatcher.id());
        ending.close("error");
    }

    private void secure(Future<Tls> secured, Function<Tls, Future<PendingReply>> next) {
        awaited.add(secured, tls -> awaited.take(next.apply(tls), this::follow), cause -> {
            if (!ending.isClosed()) {
                LOG.info("[{}] TLS handshake failed: {}", dispatcher.id(), HandshakeErrors.reason(cause));
                ending.close("error");
            }
        });
    }

    @Override
    public void closed() {
        ending.closed();
        in.discard();
        pump();
    }

    private void finishIfIdle() {
        if (ending.isClosed() && awaited.isNothing()) {
            awaited.guard(this::finish);
        }
    }

    /** The last act, when the socket is closed and nothing of the session is open; or nothing more is waited for. */
    public void finish() {
        if (ending.over()) {
            dispatcher.close(clock.now() - began, in.received(), out.sent());
            port.gone(this);
        }
    }
}
