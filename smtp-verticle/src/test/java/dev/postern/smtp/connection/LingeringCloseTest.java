package dev.postern.smtp.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.smtp.options.Limits;
import dev.postern.smtp.testing.Telnet;
import dev.postern.smtp.testing.TestServer;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is sent away can read why, whatever it says meanwhile. */
class LingeringCloseTest {
    /** More than fits into a line, and less than is dropped. */
    private static final String CHATTER = "NOOP\r\n".repeat(10_000);

    @TempDir
    static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(folder)
                .limits(Limits.of(50_000_000, 1000, 2048, 1, 1))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static void expectLastWord(Telnet client, String word) throws Exception {
        for (int i = 0; i < 5; i++) {
            client.send(CHATTER.substring(0, 12_000));
        }
        client.expect(word);
        client.expectEnd();
        client.close();
        server.expectNothingLeft();
    }

    @Test
    void aSessionThatIsEndedSaysWhy() throws Exception {
        Telnet client = server.connect(TestServer.CLEAR).expect("220").expect("WHAT", "500");
        expectLastWord(client.send("WHAT\r\n"), "421 4.7.0");
    }

    @Test
    void anEncryptedSessionThatIsEndedSaysWhy() throws Exception {
        for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
            Telnet client = server.connect(TestServer.IMPLICIT);
            client.handshake(protocol);
            expectLastWord(client.expect("220").expect("WHAT", "500").send("WHAT\r\n"), "421 4.7.0");
        }
    }

    @Test
    void whoIsTurnedAwayIsToldWhy() throws Exception {
        try (Telnet first = server.connect(TestServer.CLEAR).expect("220");
                Telnet second = server.connect(TestServer.CLEAR)) {
            for (int i = 0; i < 5; i++) {
                second.send(CHATTER.substring(0, 12_000));
            }
            second.expect("421 localhost Too many connections").expectEnd();
            first.expect("QUIT", "221").expectClosed();
        }
        server.expectNothingLeft();
    }

    @Test
    void whoSaysQuitIsNotWaitedFor() throws Exception {
        try (Telnet client = server.connect(TestServer.CLEAR).expect("220").expect("QUIT", "221")) {
            server.expectNothingLeft();
            client.expectEnd();
        }
    }

    @Test
    void aClientThatDoesNotGoIsCut() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addFirst(new LingeringClose());
        channel.pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);
        channel.advanceTimeBy(LingeringClose.LINGER_LIMIT - 1, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        assertTrue(channel.isOpen());
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        assertFalse(channel.isOpen());
    }

    @Test
    void whatIsSaidIsDroppedUpToABound() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addFirst(new LingeringClose());
        int piece = LingeringClose.OCTETS_LIMIT / 4;
        for (int i = 0; i < 4; i++) {
            assertFalse(channel.writeInbound(Unpooled.wrappedBuffer(new byte[piece])), "it was heard");
        }
        assertTrue(channel.isOpen());
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
        assertFalse(channel.isOpen());
        assertEquals(0, channel.inboundMessages().size());
    }
}
