package dev.postern.smtp;

import dev.postern.contract.Authenticate;
import dev.postern.contract.Connect;
import dev.postern.contract.ContentReader;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.Message;
import dev.postern.contract.Plugin;
import dev.postern.contract.Plugins;
import dev.postern.contract.RcptTo;
import dev.postern.smtp.DialogueFile.Over;
import dev.postern.smtp.SmtpOptions.Demand;
import dev.postern.smtp.SmtpOptions.Protocol;
import dev.postern.smtp.SmtpOptions.TlsMode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * The servers that dialogue files are played with, all of them in one JVM and started when the first file needs them. Each one
 * takes recipients at example.org but for nobody, has no room for the messages of full, and its inbox takes everything.
 */
final class DialogueServers {
    private static final Limits LIMITS = Limits.of(100_000, 100, 2_048, 100, 1_000);

    /** By name. */
    private static final Map<String, Setup> SETUPS = Map.of(
            "default", Setup.of("all", LIMITS),
            "bare", Setup.of("bare", LIMITS),
            "small", Setup.of("all", Limits.of(65_536, 3, 512, 5, 1_000)),
            "lmtp", new Setup("all", LIMITS, Demand.OFFERED, false, Protocol.LMTP),
            "closed", Setup.of("closed", LIMITS),
            "auth", Setup.of("users", LIMITS),
            "no-auth", Setup.of("users", LIMITS).with(Demand.NO),
            "auth-required", Setup.of("users", LIMITS).with(Demand.REQUIRED),
            "sasl", Setup.of("sasl", LIMITS),
            "tls-required", new Setup("users", LIMITS, Demand.OFFERED, true, Protocol.SMTP));

    private final Vertx vertx = Vertx.vertx();
    private final SmtpOptions.Files files;
    private final Map<String, SmtpServer> running = new HashMap<>();
    private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();

    /**
     * @param chain its name; "bare" has an inbox that honours no extension, "users" knows joe, whose password is secret
     * @param tlsRequired whether mail is taken only with TLS
     */
    private record Setup(String chain, Limits limits, Demand auth, boolean tlsRequired, Protocol protocol) {
        static Setup of(String chain, Limits limits) {
            return new Setup(chain, limits, Demand.OFFERED, false, Protocol.SMTP);
        }

        Setup with(Demand login) {
            return new Setup(chain, limits, login, tlsRequired, protocol);
        }
    }

    DialogueServers(Path folder) throws Exception {
        this.files = TestServer.files(folder);
        deploy("residents", Admits::new);
        deploy("users", Knows::new);
        deploy("sasl", Echoes::new);
        deploy("closed", Closed::new);
        deploy("quota", Quota::new);
        Set<String> all = Set.of("8BITMIME", "SMTPUTF8", "BINARYMIME", "DSN", "REQUIRETLS");
        deploy("inbox", () -> new Inbox(all, delivered));
        deploy("bare-inbox", () -> new Inbox(Set.of(), delivered));
    }

    private void deploy(String group, Supplier<Plugin> plugin) throws Exception {
        TestServer.await(Plugins.deploy(vertx, GroupOptions.eventLoop(group), plugin));
    }

    /** What the inboxes took, without the Received field in front. */
    BlockingQueue<String> delivered() {
        return delivered;
    }

    int port(String setup, Over over) throws Exception {
        if (!running.containsKey(setup)) {
            if (!SETUPS.containsKey(setup)) {
                throw new IllegalArgumentException("setup '" + setup + "', expected one of " + SETUPS.keySet());
            }
            running.put(setup, TestServer.await(SmtpServer.start(vertx, options(setup, SETUPS.get(setup)), 1)));
        }
        int listener = over == Over.HAND ? Over.STARTTLS.ordinal() : over.ordinal();
        return running.get(setup).addresses().get(listener).port();
    }

    void close() throws Exception {
        for (SmtpServer server : running.values()) {
            TestServer.await(server.close());
        }
        TestServer.await(vertx.close());
    }

    private SmtpOptions options(String name, Setup setup) {
        List<SmtpOptions.Listener> listeners = new ArrayList<>();
        for (TlsMode mode : List.of(TlsMode.NONE, TlsMode.STARTTLS, TlsMode.IMPLICIT)) {
            listeners.add(new SmtpOptions.Listener(
                    new SmtpOptions.Bind("127.0.0.1", 0, null),
                    setup.protocol(),
                    new SmtpOptions.Security(mode, setup.tlsRequired(), Demand.NO),
                    new SmtpOptions.Authentication(setup.auth(), mode == TlsMode.NONE),
                    SmtpOptions.Trust.NOBODY,
                    0,
                    setup.chain()));
        }
        Link residents = link("residents", new Link.Role(false, true));
        Link users = link("users", Link.Role.PLAIN);
        Link closed = link("closed", Link.Role.PLAIN);
        Map<String, List<Link>> chains = Map.of(
                "all",
                List.of(residents, link("quota", Link.Role.PLAIN)),
                "bare",
                List.of(residents),
                "users",
                List.of(users, residents),
                "closed",
                List.of(closed, residents),
                "sasl",
                List.of(link("sasl", Link.Role.PLAIN), residents));
        String inbox = setup.chain().equals("bare") ? "bare-inbox" : "inbox";
        return new SmtpOptions(
                "mx.example.net",
                listeners,
                setup.limits(),
                SmtpOptions.Timeouts.DEFAULT,
                new SmtpOptions.Budgets(5_000, 30_000, 60_000, 300_000),
                new SmtpOptions.Policy(chains, new SmtpOptions.Inboxes(inbox, null, null)),
                new SmtpOptions.Files(files.tls(), files.spool().resolve(name)));
    }

    private static Link link(String group, Link.Role role) {
        return new Link(group, 0, Set.of(), 0, Map.of(), role, Set.of());
    }

    private static final class Closed extends Plugin {
        @Override
        protected Future<Decision> onConnect(Connect event) {
            return reject(554, "5.7.1", "nobody is served here");
        }
    }

    private static final class Quota extends Plugin {
        @Override
        protected Future<Decision> onMessage(Message event) {
            boolean full = event.recipient().address().local().equals("full");
            return full ? reject(552, "5.2.2", "the mailbox is full") : pass();
        }
    }

    private static final class Admits extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return Future.succeededFuture(Residents.decide(event));
        }
    }

    private static final class Knows extends Plugin {
        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            boolean joe = event.credentials().user().equals("joe")
                    && event.credentials().password().equals("secret");
            return joe ? accept() : pass();
        }

        @Override
        protected Set<String> mechanisms() {
            return Set.of("PLAIN", "LOGIN");
        }
    }

    /** Asks who it is, and believes joe. */
    private static final class Echoes extends Plugin {
        @Override
        protected Future<Decision> onAuthenticate(Authenticate event) {
            if (event.response() == null) {
                return Future.succeededFuture(Decision.challenge(Buffer.buffer("who?")));
            }
            boolean joe = event.response().toString().equals("joe");
            return joe ? Future.succeededFuture(Decision.accept().withAuthenticated("joe")) : pass();
        }

        @Override
        protected Set<String> mechanisms() {
            return Set.of("X-ECHO", "X-BIND-PLUS", "EXTERNAL");
        }
    }

    private static final class Inbox extends Plugin {
        private final Set<String> extensions;
        private final BlockingQueue<String> delivered;

        Inbox(Set<String> extensions, BlockingQueue<String> delivered) {
            this.extensions = extensions;
            this.delivered = delivered;
        }

        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            return ContentReader.of(vertx, event).all(1_000_000).compose(content -> {
                delivered.add(
                        content.toString(StandardCharsets.UTF_8).replaceFirst("^Received:.*\r\n([ \t].*\r\n)*", ""));
                return delivered(event);
            });
        }

        @Override
        protected Set<String> extensions() {
            return extensions;
        }
    }
}
