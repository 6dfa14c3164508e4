package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Deliver;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.content.IncomingMessage;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Line;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.session.CommandLine;
import dev.postern.smtp.session.PendingReply;
import dev.postern.smtp.time.VirtualClock;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays a dialogue with a session, without a socket. {@code C:} is a line from the client, {@code S:} a line that the server
 * has to reply; a text that ends in {@code ...} is compared up to there. As a connection does, this hands one input at a time to
 * the session, and closes it once when nothing is open any more.
 */
public final class Dialogue {
    public static final Tls TLS = new Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", null, null, null);

    public final VirtualClock clock = new VirtualClock();
    public final ScriptedPluginClient groups = new ScriptedPluginClient(clock);
    public final ReportLog reports = new ReportLog();
    public final List<String> reported = reports.lines;
    public final List<String> delivered = new ArrayList<>();
    public final SessionSetup setup = new SessionSetup();
    private final Transcript pending = new Transcript();
    private final Deque<String> packet = new ArrayDeque<>();
    private CommandDispatcher session;
    private PendingReply.Next expects = PendingReply.Next.LINE;
    private ContentSender content;
    private int open;
    private boolean closed;
    private boolean finished;

    /** A server with a group that admits everybody at example.org, and an inbox that takes everything. */
    public static Dialogue standard() {
        return behind();
    }

    /** The same, with these groups in front. */
    public static Dialogue behind(String... groups) {
        Dialogue dialogue = new Dialogue();
        for (String group : groups) {
            dialogue.group(group);
        }
        dialogue.group("recipients", new ChainLink.Role(false, true));
        dialogue.groups.on("recipients", Stage.RCPTTO, event -> ExampleRecipients.decide((RcptTo) event));
        dialogue.groups.on("maildir", Stage.DELIVER, event -> {
            dialogue.delivered.add(((Deliver) event).content().inline().toString());
            return StagePath.yes(event);
        });
        return dialogue;
    }

    public Dialogue group(String name, ChainLink.Role role) {
        return link(new ChainLink(name, 0, Set.of(), 0, Map.of(), role, Set.of()));
    }

    public Dialogue group(String name) {
        return group(name, ChainLink.Role.PLAIN);
    }

    public Dialogue link(ChainLink link) {
        setup.links.add(link);
        return this;
    }

    public Dialogue tls(SmtpOptions.TlsMode mode) {
        setup.tls = mode;
        return this;
    }

    public Dialogue limits(int recipients, int errors) {
        setup.limits = Limits.of(1000, recipients, 512, errors, 100);
        return this;
    }

    public Dialogue authInClear() {
        setup.authInClear = true;
        return this;
    }

    public Dialogue relay(String group) {
        setup.relay = group;
        return this;
    }

    public Dialogue softBounce() {
        setup.softBounce = true;
        return this;
    }

    public Dialogue unobserved() {
        reports.observed = false;
        return this;
    }

    /** Plays these lines; every reply must come as written, and no others. */
    public Dialogue play(String script) {
        start();
        for (String line : script.strip().lines().toList()) {
            if (line.startsWith("C: ")) {
                send(line.substring(3));
            } else if (line.startsWith("S: ")) {
                pending.expect(line.substring(3));
            } else {
                throw new IllegalArgumentException("neither C: nor S: in " + line);
            }
        }
        assertEquals(List.of(), pending.lines(), "replied and not expected");
        return this;
    }

    /** Sends these lines in one packet: each is handed to the session when it may be. {@link #play} expects the replies. */
    public Dialogue packet(String lines) {
        start();
        packet.addAll(lines.strip().lines().toList());
        pump();
        return this;
    }

    private void pump() {
        while (!packet.isEmpty() && !closed && mayTake(packet.peek())) {
            input(packet.poll());
        }
    }

    private boolean mayTake(String line) {
        return open == 0
                || expects == PendingReply.Next.LINE && session.overlaps() && session.overlaps(parsed(new Line(line)));
    }

    /** Sends one line, and returns whatever is replied. */
    public List<String> ask(String line) {
        start();
        send(line);
        return pending.take();
    }

    /** What was replied and not yet expected. */
    public List<String> said() {
        return pending.lines();
    }

    /** Drops what was replied and not yet expected. */
    public void ignore() {
        pending.take();
    }

    /** Takes a line that the {@link dev.postern.smtp.protocol.LineDecoder} reports as faulty. */
    public Dialogue fault(Line line) {
        start();
        take(session.line(parsed(line)));
        return this;
    }

    /** Completes the handshake after a 220 to STARTTLS. */
    public Dialogue handshake() {
        return handshake(TLS);
    }

    public Dialogue handshake(Tls tls) {
        assertEquals(PendingReply.Next.HANDSHAKE, expects);
        session.startTls().forget();
        take(session.startTls().secured(tls));
        return this;
    }

    /** Ends content that is too large. */
    public Dialogue tooLarge() {
        assertEquals(PendingReply.Next.CONTENT, expects);
        take(session.content(new IncomingMessage.End(null, Replies.TOO_LARGE)));
        return this;
    }

    /** The connection is lost; the session is closed when nothing of it is open. */
    public Dialogue cut() {
        return leave("lost");
    }

    public Dialogue leave(String reason) {
        start();
        session.lose(reason);
        if (!closed) {
            closed = true;
            finishIfIdle();
        }
        return this;
    }

    /** The session is over and was closed once; no alarm is left. */
    public void expectClosed() {
        assertEquals(PendingReply.Next.CLOSE, expects);
        assertClosed();
    }

    public void assertClosed() {
        assertEquals(true, finished, "the session is not over");
        assertEquals(0, clock.alarms(), "alarms are left");
        reports.assertClosed();
    }

    public boolean isOver() {
        return finished;
    }

    public boolean isBusy() {
        return open > 0;
    }

    public CommandDispatcher session() {
        return session;
    }

    public void start() {
        if (session != null) {
            return;
        }
        session = setup.session(groups, clock, reports);
        take(
                setup.tls == SmtpOptions.TlsMode.IMPLICIT
                        ? session.greeting().connect().compose(this::shakeHands)
                        : session.greeting().greet());
    }

    private Future<PendingReply> shakeHands(PendingReply arrived) {
        assertNull(arrived.before(), "a plugin's octets in front of the handshake");
        return session.greeting().greet(TLS);
    }

    private void send(String line) {
        assertEquals(List.of(), pending.lines(), "replied before the client's next line");
        assertEquals(0, open, "the last line is not answered yet");
        assertFalse(finished, "the session is over");
        input(line);
    }

    private void input(String line) {
        if (content == null) {
            CommandLine given = parsed(new Line(line));
            StatusRule rule = StatusRule.of(given);
            take(session.line(given).onSuccess(rule::check));
        } else {
            sendContent(line);
        }
    }

    private CommandLine parsed(Line line) {
        return CommandLine.parse(line, setup.protocol);
    }

    private void sendContent(String line) {
        Future<PendingReply> end = content.take(line);
        if (end != null) {
            content = null;
            take(end);
        }
    }

    private void take(Future<PendingReply> future) {
        open++;
        future.onComplete(done -> {
            open--;
            if (done.failed()) {
                session.lose("error");
            }
            follow(done.succeeded() ? done.result() : PendingReply.close(Replies.BROKEN));
            pump();
        });
    }

    private void follow(PendingReply step) {
        if (closed) {
            finishIfIdle();
            return;
        }
        assertNotEquals(PendingReply.NOTHING, step, "a step for a client that is lost");
        expects = step.next();
        pending.add(step);
        content = ContentSender.of(expects, session, setup.options());
        if (content != null && content.isComplete()) {
            sendContent("");
        } else if (expects == PendingReply.Next.CLOSE) {
            leave("refused");
        }
    }

    private void finishIfIdle() {
        if (open == 0) {
            assertFalse(finished, "closed twice");
            finished = true;
            session.close(1, 2, 3);
        }
    }
}
