package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Decision;
import dev.postern.contract.Deliver;
import dev.postern.contract.GroupOptions;
import dev.postern.contract.Plugin;
import dev.postern.contract.Plugins;
import dev.postern.contract.RcptTo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmtpServerTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private SmtpServer server;

    static final class Open extends Plugin {
        @Override
        protected Future<Decision> onRcptTo(RcptTo event) {
            return accept();
        }
    }

    static final class Drop extends Plugin {
        @Override
        protected Future<Decision> onDeliver(Deliver event) {
            return delivered(event);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() throws Exception {
        await(Plugins.deploy(vertx, GroupOptions.eventLoop("open"), Open::new));
        await(Plugins.deploy(vertx, GroupOptions.eventLoop("drop"), Drop::new));
        SmtpOptions options = new SmtpOptions(
                "localhost",
                List.of(new SmtpOptions.Listener("127.0.0.1", 0, SmtpOptions.TlsMode.NONE, "default", false)),
                new SmtpOptions.Limits(50_000_000, 1000, 2048, 100, 100),
                new SmtpOptions.Timeouts(300_000, 180_000, 5_000),
                Dialogue.BUDGETS,
                new SmtpOptions.Policy(
                        Map.of(
                                "default",
                                List.of(new Link(
                                        "open", 0, Set.of(), 0, Map.of(), new Link.Role(false, true), Set.of()))),
                        new SmtpOptions.Inboxes("drop", null, null)),
                new SmtpOptions.Files(null, null, folder.resolve("spool")));
        server = await(SmtpServer.start(vertx, options, 2));
    }

    @AfterEach
    void stop() throws Exception {
        await(server.close());
        await(vertx.close());
    }

    @Test
    void takesManyMessagesOnOneConnection() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.addresses().get(0).port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertTrue(in.readLine().startsWith("220 "));
            say(out, "HELO me\r\n");
            assertEquals("250 localhost greets you", in.readLine());
            long began = System.nanoTime();
            for (int i = 0; i < 20_000; i++) {
                say(out, "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
                assertTrue(in.readLine().startsWith("250"));
                assertTrue(in.readLine().startsWith("250"));
                assertTrue(in.readLine().startsWith("354"));
                say(out, "Subject: x\r\n\r\nhello\r\n.\r\n");
                assertTrue(in.readLine().startsWith("250"));
            }
            System.out.println("rate " + 20_000 / ((System.nanoTime() - began) / 1e9));
            say(out, "QUIT\r\n");
            assertTrue(in.readLine().startsWith("221"));
            assertEquals(null, in.readLine());
        }
    }

    private static void say(OutputStream out, String text) throws Exception {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
