package dev.postern.testkit.server;

import dev.postern.contract.Report;
import dev.postern.contract.Stage;
import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugins;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.server.SmtpServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that runs: on a free port of 127.0.0.1, on a Vert.x instance of its own, with the plugins of a test. Made by {@link
 * PosternExtension}. Its methods block, none for ever; they are for test threads.
 */
public final class Postern implements AutoCloseable {
    private static final long PATIENCE = 60;
    /** Milliseconds; a machine that is slow, or stands still for some seconds, must not use them up. */
    private static final SmtpOptions.Budgets BUDGETS = new SmtpOptions.Budgets(60_000, 120_000, 120_000, 300_000);

    private static final int INSTANCES = 2;
    private static final int FACTS = 10_000;
    private static final String CHAIN = "default";

    private final Vertx vertx = Vertx.vertx();
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Report> facts = new LinkedBlockingQueue<>(FACTS);
    private final Path folder;
    private final List<ChainLink> chain = new ArrayList<>();
    private SmtpServer server;

    private Postern(Path folder) {
        this.folder = folder;
    }

    static Postern start(Setup setup) {
        Postern postern = new Postern(temporaryFolder());
        try {
            postern.open(setup);
            return postern;
        } catch (IOException e) {
            postern.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            postern.close();
            throw e;
        }
    }

    /** Where it listens on 127.0.0.1. */
    public int port() {
        return server.addresses().get(0).port();
    }

    /** One more client; the greeting is still to be read. Whoever calls this closes it. */
    public SmtpClient connect() {
        return SmtpClient.connect(port());
    }

    /** The Vert.x instance of server and plugins. */
    public Vertx vertx() {
        return vertx;
    }

    /** The messages delivered until now, unless an inbox of the test takes them. A client's 250 means that its own is there. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /**
     * Waits for the next fact of a stage, as an observer is told it: the event, the reply, and what each group said. Facts of
     * other stages before it are dropped.
     */
    public Report told(Stage stage) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        try {
            while (true) {
                Report fact = facts.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (fact == null) {
                    throw new AssertionError("nothing was told of " + stage.key() + " for " + PATIENCE + " s");
                }
                if (fact.event().stage() == stage) {
                    return fact;
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Ends sessions, server and plugins. */
    @Override
    public void close() {
        try {
            if (server != null) {
                await(server.close());
            }
            await(vertx.close());
        } finally {
            delete(folder);
        }
    }

    private void open(Setup setup) throws IOException {
        for (Setup.Member member : setup.members()) {
            await(Plugins.deploy(vertx, member.options(), member.factory()));
            chain.add(member.link());
        }
        if (setup.open()) {
            await(Plugins.deploy(vertx, GroupOptions.eventLoop("everybody"), AcceptAllRecipients::new));
            chain.add(Setup.link("everybody", new ChainLink.Role(false, true)));
        }
        Setup.Member inbox = setup.inbox() != null
                ? setup.inbox()
                : Setup.Member.of(GroupOptions.eventLoop("mailbox"), () -> new MemoryInbox(mails::add));
        if (!inChain(inbox)) {
            await(Plugins.deploy(vertx, inbox.options(), inbox.factory()));
        }
        await(Plugins.observe(vertx, "test", Set.of(Stage.values()), facts::offer));
        SmtpOptions options =
                setup.options().apply(options(setup, inbox.options().group()));
        server = await(SmtpServer.start(vertx, options, INSTANCES));
    }

    private boolean inChain(Setup.Member inbox) {
        return chain.stream()
                .anyMatch(link -> link.group().equals(inbox.options().group()));
    }

    private SmtpOptions options(Setup setup, String inbox) throws IOException {
        boolean tls = setup.tls() != SmtpOptions.TlsMode.NONE;
        return new SmtpOptions(
                "localhost",
                List.of(new SmtpOptions.Listener("127.0.0.1", 0, setup.tls(), CHAIN, true)),
                Limits.of(50_000_000, 1_000, 2_048, 100, 1_000),
                new SmtpOptions.Timeouts(300_000, 180_000, 5_000),
                BUDGETS,
                new SmtpOptions.Policy(Map.of(CHAIN, chain), new SmtpOptions.Inboxes(inbox, null, null)),
                tls ? Certificate.write(folder) : new SmtpOptions.Files(null, null, folder.resolve("spool")));
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("postern-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : innermostFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("nothing happened for " + PATIENCE + " s", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
