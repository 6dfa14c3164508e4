package dev.postern.smtp;

import dev.postern.contract.ContentReader;
import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.Node;
import dev.postern.contract.Plugin;
import dev.postern.contract.Plugins;
import dev.postern.contract.RcptTo;
import dev.postern.contract.Stage;
import dev.postern.contract.Told;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A server on free ports with the plugins of a test: in clear, with STARTTLS, and with implicit TLS. */
final class TestServer {
    static final int CLEAR = 0;
    static final int STARTTLS = 1;
    static final int IMPLICIT = 2;

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final List<Link> links = new ArrayList<>();
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final List<Buffer> delivered = new CopyOnWriteArrayList<>();
    private SmtpOptions.Limits limits = new SmtpOptions.Limits(50_000_000, 1000, 2048, 100, 100);
    private SmtpServer server;

    TestServer(Path folder) {
        this.folder = folder;
    }

    /** Admits everybody. */
    static final class Open extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return accept();
        }
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    Vertx vertx() {
        return vertx;
    }

    TestServer group(String name, Link.Role role, Supplier<Plugin> plugin) throws Exception {
        links.add(new Link(name, 0, Set.of(), 0, Map.of(), role, Set.of()));
        await(Plugins.deploy(vertx, GroupOptions.eventLoop(name), plugin));
        return this;
    }

    TestServer limits(SmtpOptions.Limits other) {
        limits = other;
        return this;
    }

    TestServer start() throws Exception {
        group("open", new Link.Role(false, true), Open::new);
        await(Plugins.deploy(vertx, GroupOptions.eventLoop("inbox"), () -> new Inbox(delivered)));
        await(Plugins.observe(vertx, "test", Set.of(Stage.values()), told::add));
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("cert.pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        List<SmtpOptions.Listener> listeners = new ArrayList<>();
        for (SmtpOptions.TlsMode mode : SmtpOptions.TlsMode.values()) {
            listeners.add(new SmtpOptions.Listener("127.0.0.1", 0, mode, "default", false));
        }
        SmtpOptions options = new SmtpOptions(
                "localhost",
                listeners,
                limits,
                new SmtpOptions.Timeouts(300_000, 180_000, 5_000),
                new SmtpOptions.Budgets(5_000, 30_000, 60_000, 300_000),
                new SmtpOptions.Policy(Map.of("default", links), new SmtpOptions.Inboxes("inbox", null, null)),
                new SmtpOptions.Files(certificate, key, folder.resolve("spool")));
        server = await(SmtpServer.start(vertx, options, 2));
        return this;
    }

    Telnet connect(int listener) throws Exception {
        return new Telnet(server.addresses().get(listener).port());
    }

    Telnet connectTls() throws Exception {
        return new Telnet(server.addresses().get(IMPLICIT).port(), true);
    }

    /** What observers were told, up to the close of one connection. */
    List<Told> toldUntilClose() throws Exception {
        List<Told> facts = new ArrayList<>();
        Told fact;
        do {
            fact = told.poll(20, TimeUnit.SECONDS);
            if (fact == null) {
                throw new AssertionError("no close was told; told until now: " + facts);
            }
            facts.add(fact);
        } while (fact.event().stage() != Stage.CLOSE);
        return facts;
    }

    List<Buffer> delivered() {
        return delivered;
    }

    /** Messages under judgement that lie on disk. */
    long spooled() throws Exception {
        Path own = folder.resolve("spool").resolve(Node.of(vertx).id());
        try (var files = Files.list(own)) {
            return files.filter(file -> !file.endsWith("lock")).count();
        }
    }

    Future<Void> shutdown() {
        return server.close();
    }

    void close() throws Exception {
        await(server.close());
        await(vertx.close());
    }

    private static final class Inbox extends Plugin {
        private final List<Buffer> delivered;

        Inbox(List<Buffer> delivered) {
            this.delivered = delivered;
        }

        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            return ContentReader.of(vertx, event)
                    .all(100_000_000)
                    .onSuccess(delivered::add)
                    .compose(all -> delivered(event));
        }

        @Override
        protected Set<String> extensions() {
            return Set.of("8BITMIME", "SMTPUTF8");
        }
    }
}
