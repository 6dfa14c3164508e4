package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.contract.Verdict;
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
 * come back; a text that ends in {@code ...} is compared up to there.
 */
final class Dialogue implements Teller {
    static final SmtpOptions.Budgets BUDGETS = new SmtpOptions.Budgets(5_000, 30_000, 60_000, 300_000);

    final VirtualClock clock = new VirtualClock();
    final ScriptedGroups groups = new ScriptedGroups();
    final List<String> told = new ArrayList<>();
    final List<String> delivered = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<String> pending = new ArrayList<>();
    private SmtpOptions.TlsMode tls = SmtpOptions.TlsMode.STARTTLS;
    private boolean authInClear;
    private String relay;
    private Session session;
    private Step.Next expects = Step.Next.LINE;
    private StringBuilder content;

    /** A server with a group that admits everybody at example.org, and an inbox that takes everything. */
    static Dialogue standard() {
        Dialogue dialogue = new Dialogue();
        dialogue.group("recipients", new Link.Role(false, true));
        dialogue.groups.on("recipients", Stage.RCPTTO, event -> {
            var address = ((dev.postern.contract.RcptTo) event).recipient().address();
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
        links.add(new Link(name, 0, Set.of(), 0, Map.of(), role, Set.of()));
        return this;
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

    Dialogue authInClear() {
        authInClear = true;
        return this;
    }

    Dialogue relay(String group) {
        relay = group;
        return this;
    }

    /** Plays the conversation from where it stands; every line must come as written, and no more. */
    Dialogue play(String script) {
        if (session == null) {
            start();
        }
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

    /** The handshake that a 220 to STARTTLS has begun. */
    Dialogue handshake() {
        assertEquals(Step.Next.HANDSHAKE, expects);
        session.forget();
        take(session.secured(new Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384", null, null)));
        return this;
    }

    /** The client is cut off. */
    Dialogue cut() {
        session.lose("lost");
        session.close(1, 2, 3);
        return this;
    }

    void expectClosed() {
        assertEquals(Step.Next.CLOSE, expects);
    }

    private void start() {
        SmtpOptions options = new SmtpOptions(
                "mx.example.net",
                List.of(new SmtpOptions.Listener("127.0.0.1", 25, tls, "default", authInClear)),
                new SmtpOptions.Limits(1000, 100, 512, 20, 100),
                new SmtpOptions.Timeouts(300_000, 180_000, 30_000),
                BUDGETS,
                new SmtpOptions.Policy(Map.of("default", links), new SmtpOptions.Inboxes("maildir", relay, null)),
                new SmtpOptions.Files(null, null, Path.of("spool")));
        Chain chain = new Chain(links, groups, clock, BUDGETS);
        Peer peer = new Peer(new Endpoint("192.0.2.1", 4711), new Endpoint("192.0.2.2", 25), null, "test", false);
        Connection connection =
                new Connection("node-0-1", "smtp.node.node.0", new Client(peer, Greeting.NONE, null, null));
        Occasions occasions = new Occasions(connection, chain, this);
        Extensions extensions = new Extensions(options, options.listeners().get(0), chain, groups);
        session = new Session(new Talk(options, occasions, extensions), clock);
        take(session.open());
    }

    private void say(String line) {
        assertEquals(List.of(), pending, "said before the client's next line");
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
        future.onComplete(done -> {
            assertNull(done.cause());
            Step step = done.result();
            expects = step.next();
            if (step.reply() != null) {
                pending.addAll(List.of(step.reply().toWire().split("\r\n")));
            }
            if (expects == Step.Next.CONTENT) {
                content = new StringBuilder();
            }
        });
    }

    private Decision deliver(Event event) {
        Deliver deliver = (Deliver) event;
        delivered.add(deliver.content().inline().toString(StandardCharsets.UTF_8));
        return Decision.delivered(
                deliver.recipients().stream().map(DeliveryResult::delivered).toList());
    }

    @Override
    public boolean isHeard(Stage stage) {
        return true;
    }

    @Override
    public void tell(Event event, Reply reply, List<Verdict> verdicts) {
        told.add(event.common().occasion().sequence() + " "
                + event.stage().key()
                + (reply == null ? "" : " " + reply.code()));
    }
}
