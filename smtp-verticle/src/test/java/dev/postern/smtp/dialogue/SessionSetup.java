package dev.postern.smtp.dialogue;

import dev.postern.contract.Client;
import dev.postern.smtp.chain.Chain;
import dev.postern.smtp.chain.ConnectionState;
import dev.postern.smtp.chain.FailureHandler;
import dev.postern.smtp.command.CommandDispatcher;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.PluginClient;
import dev.postern.smtp.reports.ReportPublisher;
import dev.postern.smtp.session.ListenerExtensions;
import dev.postern.smtp.session.Session;
import dev.postern.smtp.time.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The options of a server without ports, as a test sets them. */
public final class SessionSetup {
    private static final SmtpOptions.Budgets BUDGETS = new SmtpOptions.Budgets(5_000, 30_000, 60_000, 300_000);

    public final List<ChainLink> links = new ArrayList<>();
    public SmtpOptions.TlsMode tls = SmtpOptions.TlsMode.STARTTLS;
    public Limits limits = Limits.of(1000, 100, 512, 20, 100);
    public SmtpOptions.Protocol protocol = SmtpOptions.Protocol.SMTP;
    public SmtpOptions.Trust trust = SmtpOptions.Trust.NOBODY;
    public long greetingDelay;
    public SmtpOptions.Timeouts timeouts = new SmtpOptions.Timeouts(300_000, 180_000, 30_000);
    boolean authInClear;
    public boolean tlsRequired;
    public SmtpOptions.Demand auth = SmtpOptions.Demand.OFFERED;
    boolean softBounce;
    public SmtpOptions.BareLineEnds bareLineEnds = SmtpOptions.BareLineEnds.REFUSE;
    public String inbox = "maildir";
    String relay;

    /** Begins the session of one client. */
    public CommandDispatcher session(PluginClient groups, Clock clock, ReportPublisher reports) {
        SmtpOptions options = options();
        Chain chain = chain(groups, clock);
        Client.Peer peer = new Client.Peer(
                new Client.Endpoint("192.0.2.1", 4711), new Client.Endpoint("192.0.2.2", 25), null, "test", false);
        Client client = new Client(peer, Client.Greeting.NONE, null, null);
        ConnectionState connection = new ConnectionState("node-0-1", "smtp.node.node.0", client, clock::wall);
        ListenerExtensions extensions =
                new ListenerExtensions(options, options.listeners().get(0), chain, groups);
        return new CommandDispatcher(new Session(options, extensions, connection, reports));
    }

    private Chain chain(PluginClient groups, Clock clock) {
        return new Chain(links, new Chain.Context(groups, clock, new FailureHandler()), BUDGETS);
    }

    /** What the listener offers. */
    public ListenerExtensions extensions(PluginClient groups, Clock clock) {
        return new ListenerExtensions(options(), listener(), chain(groups, clock), groups);
    }

    public SmtpOptions options() {
        return new SmtpOptions(
                "mx.example.net",
                List.of(listener()),
                limits,
                timeouts,
                BUDGETS,
                new SmtpOptions.Policy(
                        Map.of("default", links),
                        new SmtpOptions.Inboxes(inbox, relay, null),
                        softBounce,
                        bareLineEnds),
                new SmtpOptions.Files(null, null, Path.of("spool")));
    }

    private SmtpOptions.Listener listener() {
        return new SmtpOptions.Listener(
                new SmtpOptions.Bind("127.0.0.1", 25, null),
                protocol,
                new SmtpOptions.Security(tls, tlsRequired, SmtpOptions.Demand.NO),
                new SmtpOptions.Authentication(auth, authInClear),
                trust,
                greetingDelay,
                "default");
    }
}
