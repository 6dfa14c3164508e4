package dev.postern.smtp.dialogue;

import dev.postern.smtp.dialogue.DialogueFile.Over;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.options.SmtpOptions.TlsMode;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.server.SmtpServer;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestCertificates;
import dev.postern.smtp.testing.TestServer;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** The servers that dialogue files are played with, all of them in one JVM and started when the first file needs them. */
final class DialogueServers {
    /** Milliseconds; a machine that stands still must not use them up. */
    private static final SmtpOptions.Budgets BUDGETS = new SmtpOptions.Budgets(120_000, 150_000, 120_000, 300_000);

    private final Vertx vertx = Vertx.vertx();
    private final TestCertificates certificates = new TestCertificates("authority of dialogues");
    private final Path folder;
    private final TlsOptions tls;
    private final Map<String, SmtpServer> running = new HashMap<>();
    private final Queue<String> delivered = new LinkedBlockingQueue<>();

    DialogueServers(Path folder) throws Exception {
        this.folder = folder;
        TlsOptions.Pair pair =
                TestCertificates.write(folder, "server", certificates.sign(TestCertificates.server("mx.example.net")));
        this.tls = new TlsOptions(List.of(pair), certificates.file(folder), 10_000);
        DialogueGroups.deploy(vertx, delivered);
    }

    /** The messages that the inboxes took. */
    Queue<String> delivered() {
        return delivered;
    }

    /** Connects to the server that the file needs. */
    Terminal connect(DialogueFile.Setting setting, Over over) throws Exception {
        if (over == Over.MEMORY) {
            return new VirtualTerminal(setting.setup(), delivered);
        }
        Telnet telnet = new Telnet(port(setting.setup(), over));
        return setting.certificate() == null
                ? telnet
                : telnet.with(certificates.sign(TestCertificates.client(setting.certificate())));
    }

    private int port(String setup, Over over) throws Exception {
        if (!running.containsKey(setup)) {
            running.put(setup, TestServer.await(SmtpServer.start(vertx, options(setup, DialogueSetup.of(setup)), 1)));
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

    private SmtpOptions options(String name, DialogueSetup setup) {
        return new SmtpOptions(
                "mx.example.net",
                Stream.of(TlsMode.NONE, TlsMode.STARTTLS, TlsMode.IMPLICIT)
                        .map(setup::listener)
                        .toList(),
                setup.limits(),
                SmtpOptions.Timeouts.DEFAULT,
                BUDGETS,
                new SmtpOptions.Policy(
                        Map.of("default", setup.chain()), new SmtpOptions.Inboxes(setup.inbox(), null, null)),
                new SmtpOptions.Files(tls, folder.resolve("spool").resolve(name)));
    }
}
