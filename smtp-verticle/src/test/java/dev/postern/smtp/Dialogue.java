package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.postern.contract.Client;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.DeliveryResult;
import dev.postern.contract.Endpoint;
import dev.postern.contract.Event;
import dev.postern.contract.Greeting;
import dev.postern.contract.Peer;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plays a conversation with a session, without a socket. {@code C:} is a line from the client, {@code S:} a line that must
 * come back; a text that ends in {@code ...} is compared up to there. What a wire does around a session happens here too:
 * one input at a time, and one close when nothing is open any more.
 */
final class Dialogue {
    static final SmtpOptions.Budgets BUDGETS = new SmtpOptions.Budgets(5_000, 30_000, 60_000, 300_000);
    static final Tls TLS = new Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", null, null);

    final VirtualClock clock = new VirtualClock();
    final ScriptedGroups groups = new ScriptedGroups(clock);
    final Facts facts = new Facts();
    final List<String> told = facts.lines;
    final List<String> delivered = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<String> pending = new ArrayList<>();
    private SmtpOptions.TlsMode tls = SmtpOptions.TlsMode.STARTTLS;
    private SmtpOptions.Limits limits = new SmtpOptions.Limits(1000, 100, 512, 20, 100);
    private boolean authInClear;
    private String relay;
    private Session session;
    private Step.Next expects = Step.Next.LINE;
    private StringBuilder content;
    private boolean busy;
    private boolean closed;
    private boolean finished;

    /** A server with a group that admits everybody at example.org, and an inbox that takes everything. */
    static Dialogue standard() {
        Dialogue dialogue = new Dialogue();
        dialogue.group("recipients", new Link.Role(false, true));
        dialogue.groups.on("recipients", Stage.RCPTTO, event -> {
            var address = ((RcptTo) event).recipient().address();
            if (address.isPostmaster()) {
                return Decision.accept();
            }
            if (!address.domainKey().equals("example.org")) {
                return Decision.pass();
            }
            return address.local().equals("nobody") ? Decision.reject(550, "5.1.1", "no such user") : Decision.accept();
        });
        dialogue.groups.on("maildir", Stage.DELIVER, dialogue::deliver);
        return dialogue;
    }

    Dialogue group(String name, Link.Role role) {
        return link(new Link(name, 0, Set.of(), 0, Map.of(), role, Set.of()));
    }

    Dialogue group(String name) {
        return group(name, Link.Role.PLAIN);
    }

    Dialogue link(Link link) {
        links.add(link);
        return this;
    }

    Dialogue tls(SmtpOptions.TlsMode mode) {
        tls = mode;
        return this;
    }

    Dialogue limits(int recipients, int errors) {
        limits = new SmtpOptions.Limits(1000, recipients, 512, errors, 100);
        return this;
    }

    Dialogue authInClear() {
        authInClear = true;
        return this;
    }

    Dialogue relay(String group) {
        relay = group;
        return this;
    }

    Dialogue unobserved() {
        facts.heard = false;
        return this;
    }

    /** Plays the conversation from where it stands; every line must come as written, and no more. */
    Dialogue play(String script) {
        start();
        for (String line : script.strip().split("\n")) {
            if (line.startsWith("C: ")) {
                say(line.substring(3));
            } else if (line.startsWith("S: ")) {
                expect(line.substring(3));
            } else {
                throw new IllegalArgumentException("neither C: nor S: in " + line);
            }
        }
        assertEquals(List.of(), pending, "said and not expected");
        return this;
    }

    /** Says one line, whatever comes back. */
    List<String> hear(String line) {
        start();
        say(line);
        List<String> said = List.copyOf(pending);
        pending.clear();
        return said;
    }

    /** Takes what was said, whatever it is. */
    void ignore() {
        pending.clear();
    }

    /** A line that the splitter has found faulty. */
    Dialogue fault(Line.Fault fault) {
        start();
        take(session.line(new Line(fault)));
        return this;
    }

    /** The handshake that a 220 to STARTTLS has begun. */
    Dialogue handshake() {
        assertEquals(Step.Next.HANDSHAKE, expects);
        session.forget();
        take(session.secured(TLS));
        return this;
    }

    /** The content was larger than it may be. */
    Dialogue tooLarge() {
        assertEquals(Step.Next.CONTENT, expects);
        take(Future.succeededFuture(session.contentRefused(Replies.TOO_LARGE)));
        return this;
    }

    /** The client is cut off; as on the wire, the session is closed when nothing of it is open. */
    Dialogue cut() {
        return leave("lost");
    }

    Dialogue leave(String reason) {
        start();
        session.lose(reason);
        if (!closed) {
            closed = true;
            finishIfIdle();
        }
        return this;
    }

    /** The session is over and was closed, once, with nothing left behind. */
    void expectClosed() {
        assertEquals(Step.Next.CLOSE, expects);
        assertClosed();
    }

    void assertClosed() {
        assertEquals(true, finished, "the session is not over");
        assertEquals(0, clock.alarms(), "alarms are left");
        assertEquals(1, facts.count(Stage.CLOSE), "close was told not once: " + told);
        assertEquals(Stage.CLOSE, facts.all.get(facts.all.size() - 1).event().stage());
    }

    boolean isOver() {
        return finished;
    }

    boolean isBusy() {
        return busy;
    }

    boolean expectsContent() {
        return expects == Step.Next.CONTENT;
    }

    Session session() {
        return session;
    }

    void start() {
        if (session != null) {
            return;
        }
        SmtpOptions options = new SmtpOptions(
                "mx.example.net",
                List.of(new SmtpOptions.Listener("127.0.0.1", 25, tls, "default", authInClear)),
                limits,
                new SmtpOptions.Timeouts(300_000, 180_000, 30_000),
                BUDGETS,
                new SmtpOptions.Policy(Map.of("default", links), new SmtpOptions.Inboxes("maildir", relay, null)),
                new SmtpOptions.Files(null, null, Path.of("spool")));
        Chain chain = new Chain(links, groups, clock, BUDGETS);
        Peer peer = new Peer(new Endpoint("192.0.2.1", 4711), new Endpoint("192.0.2.2", 25), null, "test", false);
        Connection connection = new Connection(
                "node-0-1", "smtp.node.node.0", new Client(peer, Greeting.NONE, null, null), clock::wall);
        Occasions occasions = new Occasions(connection, chain, facts);
        Extensions extensions = new Extensions(options, options.listeners().get(0), chain, groups);
        session = new Session(new Talk(options, occasions, extensions), clock);
        take(
                tls == SmtpOptions.TlsMode.IMPLICIT
                        ? session.arrive().compose(arrived -> session.open(TLS))
                        : session.open());
    }

    private void say(String line) {
        assertEquals(List.of(), pending, "said before the client's next line");
        assertFalse(busy, "the last line is not answered yet");
        assertFalse(finished, "the session is over");
        if (expects == Step.Next.CONTENT) {
            content(line);
        } else {
            take(session.line(new Line(line)));
        }
    }

    private void content(String line) {
        if (!line.equals(".")) {
            content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            return;
        }
        Buffer octets = Buffer.buffer(content.toString());
        take(session.content(new Stored(null, octets.length(), octets, null)));
    }

    private void expect(String expected) {
        assertNotNull(pending.isEmpty() ? null : pending.get(0), "nothing was said, expected " + expected);
        String said = pending.remove(0);
        if (expected.endsWith("...")) {
            String start = expected.substring(0, expected.length() - 3);
            assertEquals(start, said.substring(0, Math.min(said.length(), start.length())));
        } else {
            assertEquals(expected, said);
        }
    }

    private void take(Future<Step> future) {
        busy = true;
        future.onComplete(done -> {
            busy = false;
            assertNull(done.cause());
            follow(done.result());
        });
    }

    private void follow(Step step) {
        if (closed) {
            finishIfIdle();
            return;
        }
        expects = step.next();
        if (step.before() != null) {
            pending.addAll(List.of(step.before().toString().split("\r\n")));
        }
        if (step.reply() != null && !step.held()) {
            pending.addAll(List.of(step.reply().toWire().split("\r\n")));
        }
        if (expects == Step.Next.CONTENT) {
            content = new StringBuilder();
        } else if (expects == Step.Next.CLOSE) {
            leave("refused");
        }
    }

    private void finishIfIdle() {
        if (!busy) {
            assertFalse(finished, "closed twice");
            finished = true;
            session.close(1, 2, 3);
        }
    }

    private Decision deliver(Event event) {
        Deliver deliver = (Deliver) event;
        delivered.add(deliver.content().inline().toString(StandardCharsets.UTF_8));
        return Decision.delivered(
                deliver.recipients().stream().map(DeliveryResult::delivered).toList());
    }
}
