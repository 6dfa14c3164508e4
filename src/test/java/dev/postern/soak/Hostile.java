package dev.postern.soak;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Commands that nobody should send, over a few connections; who is sent away comes again. */
final class Hostile {
    private static final int CONNECTIONS = 8;
    private static final int BATCH = 50;
    /** Each gets one reply. */
    private static final List<String> COMMANDS = List.of(
            "",
            " ",
            "XYZZY plugh",
            "GET / HTTP/1.1",
            "NO\0OP",
            "NOOP\nRSET",
            "R\rSET",
            "\u00ff\u00fe\u00fd",
            "x".repeat(3_000),
            "EHLO",
            "EHLO " + "a.".repeat(300),
            "HELO -",
            "MAIL FROM:<a@b.example> SIZE=99999999999999999999",
            "MAIL FROM:<\"" + "\\\"".repeat(400) + "\"@b>",
            "MAIL FROM:<@a,@b:c@d>",
            "MAIL FROM:<a@b.example> X=1 X=2",
            "MAIL FROM:<a@[IPv6:1:2:3]>",
            "RCPT TO:<%s%n@localhost>",
            "RCPT TO:<you%other.example@localhost>",
            "RCPT TO:<" + "a".repeat(1_500) + ">",
            "RCPT TO:<you@localhost> NOTIFY=",
            "DATA now",
            "DATA x",
            "BDAT",
            "BDAT -1",
            "BDAT 1e9 LAST",
            "BDAT 5\r\nQUIT\n",
            "AUTH",
            "AUTH PLAIN",
            "AUTH XYZ AAAA",
            "AUTH PLAIN =",
            "STARTTLS x",
            "VRFY ../../etc/passwd",
            "EXPN root",
            "HELP " + "?".repeat(900),
            "RSET x",
            "TURN",
            "ETRN #x",
            "XCLIENT ADDR=127.0.0.1",
            "PROXY TCP4 1.2.3.4 1.2.3.4 1 2",
            "QUIT now",
            "MAIL FROM:<a@b.example>",
            "RSET",
            "RCPT TO:<you@localhost>",
            "RCPT TO:<nobody@elsewhere.example>",
            "EHLO client.example",
            "NOOP");

    final AtomicLong answered = new AtomicLong();
    final AtomicLong connections = new AtomicLong();
    private final int port;

    Hostile(int port) {
        this.port = port;
    }

    /** Returns once so many commands have been answered. */
    void attack(int commands) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<Void>> attackers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                Random random = new Random(i);
                Callable<Void> attacker = () -> {
                    while (answered.get() < commands) {
                        connect(random, commands);
                    }
                    return null;
                };
                attackers.add(threads.submit(attacker));
            }
            for (Future<Void> attacker : attackers) {
                attacker.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void connect(Random random, int commands) throws IOException {
        connections.incrementAndGet();
        try (Peer peer = new Peer(port, "127.0.0.1")) {
            peer.expect(220);
            while (answered.get() < commands && batch(peer, random)) {}
        }
    }

    /** Whether the server is still there. */
    private boolean batch(Peer peer, Random random) throws IOException {
        StringBuilder batch = new StringBuilder();
        for (int i = 0; i < BATCH; i++) {
            batch.append(COMMANDS.get(random.nextInt(COMMANDS.size()))).append("\r\n");
        }
        try {
            peer.send(batch.toString());
            for (int i = 0; i < BATCH; i++) {
                int code = peer.reply();
                if (code == 0) {
                    return false;
                }
                answered.incrementAndGet();
                if (code == 421) {
                    return false;
                }
            }
            return true;
        } catch (SocketException e) {
            // Sent away with commands unread.
            return false;
        }
    }
}
