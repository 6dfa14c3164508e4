package dev.postern.smtp.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.contract.Deliver;
import dev.postern.contract.Event;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Reply;
import dev.postern.contract.Stage;
import dev.postern.contract.Tls;
import dev.postern.contract.Verdict;
import dev.postern.smtp.connection.ClientSocket;
import dev.postern.smtp.connection.ConnectionOwner;
import dev.postern.smtp.connection.SmtpConnection;
import dev.postern.smtp.content.MessageWriter;
import dev.postern.smtp.content.SpoolQuota;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.CallResult;
import dev.postern.smtp.reports.ReportPublisher;
import dev.postern.smtp.time.VirtualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * A client of a server without ports, in virtual time. The setup is {@code default}, or
 * {@code silent-at-} and a stage: there is a group in front that never answers there.
 */
final class VirtualTerminal implements Terminal, ConnectionOwner, ReportPublisher {
    private static final String SILENT = "silent-at-";
    private static final long SECOND = 1_000;
    private static final int SPOOL = 1_000_000;

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedPluginClient groups = new ScriptedPluginClient(clock);
    private final SessionSetup setup = new SessionSetup();
    private final ScriptedSocket socket = new ScriptedSocket();
    private final SpoolQuota quota = new SpoolQuota(SPOOL);
    private final Deque<String> said = new ArrayDeque<>();
    private final SmtpConnection connection;

    /** @param delivered takes what the inbox takes */
    VirtualTerminal(String name, Queue<String> delivered) {
        setup.authInClear = true;
        setup.timeouts = SmtpOptions.Timeouts.DEFAULT;
        setup.limits = Limits.of(100_000, 100, 2_048, 100, 1_000);
        if (name.startsWith(SILENT)) {
            Stage silent = Stage.of(name.substring(SILENT.length()));
            groups.later(
                    "silent", silent, event -> Promise.<CallResult>promise().future());
            link("silent", ChainLink.Role.PLAIN);
            setup.inbox = silent == Stage.DELIVER ? "silent" : setup.inbox;
        } else {
            assertEquals("default", name, "setup of a file that is played in memory");
        }
        groups.on("recipients", Stage.RCPTTO, event -> ExampleRecipients.decide((RcptTo) event));
        link("recipients", new ChainLink.Role(false, true));
        groups.on("maildir", Stage.DELIVER, event -> {
            delivered.add(((Deliver) event).content().inline().toString());
            return StagePath.yes(event);
        });
        connection = new SmtpConnection(socket.socket(), setup.session(groups, clock, this), this, clock);
        connection.open(false);
    }

    private void link(String group, ChainLink.Role role) {
        setup.links.add(new ChainLink(group, 0, Set.of(), 0, Map.of(), role, Set.of()));
    }

    @Override
    public Terminal send(byte[] octets) {
        socket.send(octets);
        return this;
    }

    /** Does not wait, as time passes only when the file says so. */
    @Override
    public String line() throws IOException {
        said.addAll(socket.said().lines().toList());
        if (said.isEmpty() && !socket.isClosing()) {
            throw new IOException("the server says nothing");
        }
        return said.poll();
    }

    @Override
    public void handshake() {
        throw new UnsupportedOperationException("no TLS in memory");
    }

    @Override
    public void pass(long milliseconds) {
        for (long passed = 0; passed < milliseconds; passed += SECOND) {
            clock.advance(SECOND);
            connection.tick(0);
        }
    }

    @Override
    public void close() {
        socket.close();
        assertEquals(0, clock.alarms(), "alarms are left");
        assertEquals(0, quota.octets() + quota.memory(), "octets are left");
    }

    @Override
    public SmtpOptions options() {
        return setup.options();
    }

    @Override
    public MessageWriter incoming(String transaction) {
        return new MessageWriter(null, SPOOL, quota);
    }

    @Override
    public Future<Tls> handshake(ClientSocket client, boolean afterReply, SmtpOptions.Demand certificate) {
        throw new UnsupportedOperationException("no TLS in memory");
    }

    @Override
    public void gone(SmtpConnection over) {}

    @Override
    public boolean isWanted(Stage stage) {
        return false;
    }

    @Override
    public void publish(Event event, Reply reply, List<Verdict> verdicts) {}
}
