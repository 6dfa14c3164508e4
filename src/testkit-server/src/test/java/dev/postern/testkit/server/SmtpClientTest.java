package dev.postern.testkit.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that says what it is told to, whatever the client says. */
@Timeout(300)
class SmtpClientTest {
    @Test
    void aReplyOfSeveralLinesIsRead() throws IOException {
        try (SmtpClient client = facing("250-one\r\n250-two\r\n250 three\r\n251 next\r\n")) {
            assertEquals("250-one\n250-two\n250 three", client.reply());
            assertEquals("251 next", client.ask("NOOP"));
        }
    }

    @Test
    void anotherReplyThanExpectedIsShown() throws IOException {
        try (SmtpClient client = facing("550 no\r\n")) {
            AssertionError error = assertThrows(AssertionError.class, () -> client.ask("RCPT TO:<a@b>", "250"));
            assertEquals("expected a reply that begins with '250', got '550 no'", error.getMessage());
        }
    }

    @Test
    void theEndOfTheConnectionIsNoReply() throws IOException {
        try (SmtpClient client = facing("221 bye\r\n")) {
            client.play("S: 221 bye\nS: (closed)");
            AssertionError error = assertThrows(AssertionError.class, () -> client.play("S: 250"));
            assertEquals("expected a reply that begins with '250', got the end of the connection", error.getMessage());
        }
        try (SmtpClient client = facing("421 not yet\r\n")) {
            AssertionError error = assertThrows(AssertionError.class, client::expectClosed);
            assertEquals("expected the end of the connection, got '421 not yet'", error.getMessage());
        }
    }

    @Test
    void aLineOfADialogueHasASpeaker() throws IOException {
        try (SmtpClient client = facing("")) {
            assertThrows(IllegalArgumentException.class, () -> client.play("250 ok"));
        }
    }

    @Test
    void contentIsStuffedAndEndedOnce() throws Exception {
        assertSent(".\r\n", "");
        assertSent("..\r\na\r\n...b\r\n.\r\n", ".\r\na\r\n..b\r\n");
        assertSent("end\r\n.\r\n", "end");
    }

    private static void assertSent(String expected, String content) throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            CompletableFuture<byte[]> received =
                    CompletableFuture.supplyAsync(() -> received(server), SmtpClientTest::aside);
            try (SmtpClient client = SmtpClient.connect(server.getLocalPort())) {
                client.sendContent(content.getBytes(StandardCharsets.US_ASCII));
            }
            assertArrayEquals(expected.getBytes(StandardCharsets.US_ASCII), received.get());
        }
    }

    /** On a thread of its own, as a shared pool may have a single one, and busy. */
    private static void aside(Runnable server) {
        Thread thread = new Thread(server, "server");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] received(ServerSocket server) {
        try (Socket socket = server.accept()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            return all.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Says this and ends its side; what the client says is read until it ends. */
    private static SmtpClient facing(String replies) throws IOException {
        ServerSocket server = new ServerSocket(0);
        aside(() -> {
            try (server;
                    Socket socket = server.accept()) {
                socket.getOutputStream().write(replies.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().transferTo(new ByteArrayOutputStream());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return SmtpClient.connect(server.getLocalPort());
    }
}
