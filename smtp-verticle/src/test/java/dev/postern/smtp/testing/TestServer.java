package dev.postern.smtp.testing;

import dev.postern.contract.Decision;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.bus.Node;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.contract.plugin.Plugins;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.server.ServerStatus;
import dev.postern.smtp.server.SmtpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A server on free ports with the plugins of a test: in clear, with STARTTLS, and with implicit TLS. */
public final class TestServer {
    public static final int CLEAR = 0;
    public static final int STARTTLS = 1;
    public static final int IMPLICIT = 2;
    public static final int LMTP = 3;

    /** Milliseconds; a test that holds an answer, or a machine that stands still, must not use them up. */
    private static final SmtpOptions.Budgets BUDGETS = new SmtpOptions.Budgets(120_000, 150_000, 120_000, 300_000);

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final List<ChainLink> links = new ArrayList<>();
    private final ReportedSessions reports = new ReportedSessions();
    private final List<Buffer> delivered = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private Limits limits = Limits.of(50_000_000, 1000, 2048, 100, 100);
    private SmtpOptions.Timeouts timeouts = new SmtpOptions.Timeouts(300_000, 180_000, 30_000);
    private final Gate gate = new Gate();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private UnaryOperator<SmtpOptions.Listener> shape = UnaryOperator.identity();
    private int instances = 2;
    private String inbox = "inbox";
    private boolean observed = true;
    private boolean softBounce;
    private SmtpOptions.BareLineEnds bareLineEnds = SmtpOptions.BareLineEnds.REFUSE;
    private TlsOptions tls;
    private SmtpOptions.Demand clientCertificate = SmtpOptions.Demand.NO;
    private SmtpServer server;

    public TestServer(Path folder) {
        this.folder = folder;
    }

    /** Admits everybody. */
    static final class Open extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return accept();
        }
    }

    public static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    public Vertx vertx() {
        return vertx;
    }

    public TestServer group(String name, ChainLink.Role role, Supplier<Plugin> plugin) throws Exception {
        return group(new ChainLink(name, 0, Set.of(), 0, Map.of(), role, Set.of()), plugin);
    }

    TestServer group(ChainLink link, Supplier<Plugin> plugin) throws Exception {
        links.add(link);
        await(Plugins.deploy(vertx, GroupOptions.eventLoop(link.group()), plugin));
        return this;
    }

    /** A group that somebody else deploys. */
    public TestServer link(ChainLink link) {
        links.add(link);
        return this;
    }

    /** With {@code soft-bounce}. */
    TestServer softBounce(boolean on) {
        softBounce = on;
        return this;
    }

    /** What happens to bare CR and LF. */
    public TestServer bareLineEnds(SmtpOptions.BareLineEnds rule) {
        bareLineEnds = rule;
        return this;
    }

    /** Without an observer. */
    public TestServer unobserved() {
        observed = false;
        return this;
    }

    public TestServer limits(Limits other) {
        limits = other;
        return this;
    }

    public TestServer timeouts(SmtpOptions.Timeouts other) {
        timeouts = other;
        return this;
    }

    /** Changes each listener. */
    public TestServer listeners(UnaryOperator<SmtpOptions.Listener> other) {
        shape = other;
        return this;
    }

    /** Another group takes the mail than the test server's own. */
    public TestServer inbox(String group) {
        inbox = group;
        return this;
    }

    public TestServer instances(int count) {
        instances = count;
        return this;
    }

    /** Other certificates than one for localhost, and whether clients have to show one where there is TLS. */
    public TestServer tls(TlsOptions files, SmtpOptions.Demand certificate) {
        tls = files;
        clientCertificate = certificate;
        return this;
    }

    /** Adds a group whose answers the test can hold back; the inbox waits for the gate in any case. */
    public TestServer gated() throws Exception {
        return group("gate", ChainLink.Role.PLAIN, gate::plugin);
    }

    /** What the server has counted. */
    public MeterRegistry registry() {
        return registry;
    }

    public Gate gate() {
        return gate;
    }

    public TestServer start() throws Exception {
        group("open", new ChainLink.Role(false, true), Open::new);
        await(Plugins.deploy(vertx, GroupOptions.eventLoop("inbox"), () -> new TestInbox(delivered, closed, gate)));
        if (observed) {
            await(Plugins.observe(vertx, "test", Set.of(Stage.values()), reports::add));
        }
        List<SmtpOptions.Listener> listeners = new ArrayList<>();
        for (SmtpOptions.TlsMode mode : SmtpOptions.TlsMode.values()) {
            SmtpOptions.Demand certificate =
                    mode == SmtpOptions.TlsMode.NONE ? SmtpOptions.Demand.NO : clientCertificate;
            listeners.add(shape.apply(listener(
                    SmtpOptions.Protocol.SMTP,
                    new SmtpOptions.Security(mode, false, certificate),
                    SmtpOptions.Demand.OFFERED)));
        }
        listeners.add(listener(
                SmtpOptions.Protocol.LMTP,
                new SmtpOptions.Security(SmtpOptions.TlsMode.STARTTLS, false, SmtpOptions.Demand.NO),
                SmtpOptions.Demand.NO));
        SmtpOptions options = new SmtpOptions(
                "localhost",
                listeners,
                limits,
                timeouts,
                BUDGETS,
                new SmtpOptions.Policy(
                        Map.of("default", links), new SmtpOptions.Inboxes(inbox, null, null), softBounce, bareLineEnds),
                tls == null ? files(folder) : new SmtpOptions.Files(tls, folder.resolve("spool")));
        server = await(SmtpServer.start(vertx, options, instances, registry));
        return this;
    }

    private static SmtpOptions.Listener listener(
            SmtpOptions.Protocol protocol, SmtpOptions.Security security, SmtpOptions.Demand auth) {
        return new SmtpOptions.Listener(
                new SmtpOptions.Bind("127.0.0.1", 0, null),
                protocol,
                security,
                new SmtpOptions.Authentication(auth, false),
                SmtpOptions.Trust.NOBODY,
                0,
                "default");
    }

    /** A self-signed certificate, its key, and a spool. */
    public static SmtpOptions.Files files(Path folder) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .notAfter(Instant.now().plus(Duration.ofDays(90)))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("cert.pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        return new SmtpOptions.Files(certificate, key, folder.resolve("spool"));
    }

    public int port(int listener) {
        return server.addresses().get(listener).port();
    }

    public Telnet connect(int listener) throws Exception {
        return new Telnet(port(listener));
    }

    public Telnet connectTls() throws Exception {
        return new Telnet(port(IMPLICIT), true);
    }

    /** All reports of one connection: of the one that closes next. */
    public List<Report> reportsUntilClose() throws Exception {
        return reports.untilClose();
    }

    /** Drops all reports until now, also those that are still on their way. */
    public void drainReports() throws Exception {
        int port;
        try (Telnet last = connect(CLEAR)) {
            port = last.localPort();
            last.expect("220").expect("QUIT", "221");
        }
        List<Report> reported;
        do {
            reported = reportsUntilClose();
        } while (reported.get(0).event().client().remote().port() != port);
    }

    public boolean hasReports() {
        return !reports.isEmpty();
    }

    /** Waits until the condition is true, for a minute at most. */
    public static void eventually(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came true: " + what);
            }
            Thread.sleep(2);
        }
    }

    /** No connection, no file, no held ask is left. */
    public void expectNothingLeft() throws Exception {
        eventually("no connection is counted", () -> server.connections() == 0);
        eventually("no file is in the spool", () -> spooled() == 0);
        eventually("no octet is kept", () -> kept() == 0);
    }

    /** Octets of messages that the server holds, in memory and on disk, those in memory counted twice. */
    public long kept() {
        return server.quota().octets() + server.quota().memory();
    }

    public int connections() {
        return server.connections();
    }

    /** The spool folder of this node. */
    public Path spool() {
        return folder.resolve("spool").resolve(Node.of(vertx).id());
    }

    /** The ids of connections whose {@code close} the inbox has got. */
    public List<String> closed() {
        return closed;
    }

    public List<Buffer> delivered() {
        return delivered;
    }

    /** Messages in the spool folder. */
    public long spooled() throws Exception {
        try (var files = Files.list(spool())) {
            return files.filter(file -> !file.endsWith("lock")).count();
        }
    }

    public Future<ServerStatus> status() {
        return server.status();
    }

    public Future<Void> shutdown() {
        return server.close();
    }

    public void close() throws Exception {
        await(server.close());
        await(vertx.close());
    }
}
