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
    private final ConnectionOwner owner;
    private final Clock clock;
    private final long began;
    private final InputBuffer input;
    private final ReplyWriter writer;
    private final TlsUpgrade tls;
    private final ClientTimeouts timeouts;
    private final CloseSequence closing;
    private final ReplyQueue replies;

    public SmtpConnection(ClientSocket socket, CommandDispatcher dispatcher, ConnectionOwner owner, Clock clock) {
        this.socket = socket;
        this.dispatcher = dispatcher;
        this.owner = owner;
        this.clock = clock;
        this.began = clock.now();
        this.writer = new ReplyWriter(socket, dispatcher.connection().meters(), owner.options());
        this.tls = new TlsUpgrade(
                socket, owner, dispatcher.session().listener().security().clientCertificate());
        this.timeouts = new ClientTimeouts(clock, owner.options(), dispatcher, writer);
        this.input = new InputBuffer(socket, dispatcher, owner, timeouts);
        this.closing = new CloseSequence(dispatcher, writer, tls, timeouts);
        this.replies = new ReplyQueue(socket, closing, this::fail, this::pump);
    }

    public String id() {
        return dispatcher.id();
    }

    /** The connection as the commands of plugins reach it. */
    public ControlHandler.ControlledConnection live() {
        return new LiveConnection(dispatcher, writer, tls, closing);
    }

    /**
     * Greets the client and begins to listen.
     *
     * @param encrypted whether TLS comes first
     */
    public void open(boolean encrypted) {
        socket.listen(this);
        replies.guard(() -> {
            if (encrypted) {
                tls.expect();
            }
            replies.add(dispatcher.greeting().pause(), over -> begin(encrypted));
        });
    }

    /** {@code connect} comes before TLS. */
    private void begin(boolean encrypted) {
        if (encrypted) {
            replies.add(dispatcher.greeting().connect(), decided -> secure(tls.begin(), dispatcher.greeting()::greet));
        } else {
            replies.take(dispatcher.greeting().greet(), this::follow);
        }
    }

    /**
     * Closes the connection of a client that is too slow.
     *
     * @param stood milliseconds in which the event loop was blocked, which do not count
     */
    public void tick(long stood) {
        timeouts.exclude(stood);
        writer.flush();
        PendingReply.Next owed = input.expectsContent() ? PendingReply.Next.CONTENT : PendingReply.Next.LINE;
        if (closing.isOpen() && replies.isEmpty() && timeouts.isOver(owed)) {
            closing.close("timeout", Replies.TIMEOUT);
        } else {
            closing.expire();
        }
    }

    /** The server shuts down: 421 at the next command boundary. */
    public void shutdown() {
        closing.drain();
        if ((replies.isEmpty() || dispatcher.greeting().isPausing()) && !input.expectsContent() && closing.isOpen()) {
            String host = owner.options().hostname();
            closing.close(
                    "shutdown", writer.hasSpoken() ? Replies.SHUTDOWN : Replies.asGreeting(host, Replies.SHUTDOWN));
        }
    }

    /** The time for a shutdown is over: ends it now, whatever is open, and whatever the client has not read. */
    public void cut() {
        closing.cut("shutdown", Replies.SHUTDOWN);
    }

    @Override
    public void arrived(Buffer octets) {
        input.count(octets);
        if (!closing.isOpen()) {
            return;
        }
        if (!writer.hasSpoken() && !tls.isPending()) {
            dispatcher.greeting().spokeEarly();
        }
        input.keep(octets);
        pump();
    }

    @Override
    public void ended() {
        input.end();
        pump();
    }

    /** Whether a client that has closed its side has nothing to wait for: what it had sent is worked off and answered first. */
    private boolean hasNothingToWaitFor() {
        boolean idle = replies.isEmpty() && !writer.isFull();
        return idle || tls.isPending() || input.isEmpty() && !writer.hasSpoken() || input.isAbandoned();
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
        replies.work(this::step);
        if (!closing.isOpen()) {
            finishIfIdle();
            return;
        }
        boolean worked = !replies.isInterrupted();
        if (worked && replies.isEmpty()) {
            writer.flush();
        }
        input.throttle();
        if (worked && input.isEnded() && hasNothingToWaitFor()) {
            closing.close("lost");
        }
    }

    /** Takes the next of what has arrived; whether there was anything that may be taken now. */
    private boolean step() {
        if (!input.hasMore() || !closing.isOpen()) {
            return false;
        }
        if (tls.isPending()) {
            // What a handshake has decrypted comes after it: this was said in clear, and held back by a pause.
            inClear();
            return false;
        }
        if (input.expectsContent()) {
            content();
            return true;
        }
        return !writer.isFull() && line();
    }

    private boolean line() {
        boolean overlapping = !replies.isEmpty();
        if (overlapping && (closing.isDraining() || !dispatcher.overlaps())) {
            return false;
        }
        CommandLine line = input.next();
        if (line == null) {
            return false;
        }
        if (overlapping && !dispatcher.overlaps(line)) {
            input.putBack(line);
            return false;
        }
        replies.take(dispatcher.line(line), this::follow);
        return true;
    }

    private void content() {
        Future<PendingReply> end = input.take();
        if (end != null) {
            replies.take(end, this::follow);
        } else if (input.isFarTooLarge()) {
            closing.close("refused", Replies.FAR_TOO_LARGE);
        }
    }

    /** A fault of the server: the client gets 421 and the session ends. */
    private void fail(Throwable cause) {
        LOG.error("[{}] the session failed", dispatcher.id(), cause);
        dispatcher.lose("error");
        follow(PendingReply.close(Replies.BROKEN));
    }

    private void follow(PendingReply step) {
        if (!closing.isOpen()) {
            return;
        }
        timeouts.answer(step.next());
        if (step.next() == PendingReply.Next.HANDSHAKE) {
            startTls(step.reply());
            return;
        }
        writer.say(step, dispatcher.isInternational());
        switch (step.next()) {
            case CONTENT -> input.expectContent(this::pump);
            case CHUNK -> input.expectChunk(this::pump);
            case CLOSE -> closing.linger("refused");
            default -> {
                if (closing.isDraining() && writer.hasSpoken() && replies.isEmpty()) {
                    closing.close("shutdown", Replies.SHUTDOWN);
                }
            }
        }
    }

    /** RFC 3207: nothing may stand behind STARTTLS, and what was said before it is forgotten. */
    private void startTls(Reply reply) {
        if (!input.isEmpty()) {
            inClear();
            return;
        }
        dispatcher.startTls().forget();
        writer.say(reply, false);
        secure(tls.begin(writer.take()), dispatcher.startTls()::secured);
    }

    private void inClear() {
        LOG.info("[{}] octets behind STARTTLS: closing", dispatcher.id());
        closing.close("error");
    }

    private void secure(Future<Tls> secured, Function<Tls, Future<PendingReply>> next) {
        replies.add(secured, tls -> replies.take(next.apply(tls), this::follow), cause -> {
            if (!closing.isClosed()) {
                LOG.info("[{}] TLS handshake failed: {}", dispatcher.id(), HandshakeErrors.reason(cause));
                closing.close("error");
            }
        });
    }

    @Override
    public void closed() {
        closing.closed();
        input.discard();
        pump();
    }

    private void finishIfIdle() {
        if (closing.isClosed() && replies.isEmpty()) {
            replies.guard(this::finish);
        }
    }

    /** Publishes the end, when the socket is closed and nothing of the session is open; or nothing more is waited for. */
    public void finish() {
        if (closing.over()) {
            dispatcher.close(clock.now() - began, input.received(), writer.sent());
            owner.gone(this);
        }
    }
}
