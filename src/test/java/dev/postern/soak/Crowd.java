package dev.postern.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients of all kinds at once; each kind but the idle has threads of its own. */
final class Crowd implements AutoCloseable {
    private static final int MAILS_OF_A_CONNECTION = 10;
    private static final String MAIL = "MAIL FROM:<a@client.example>\r\nRCPT TO:<you@localhost>\r\nDATA\r\n";
    private static final String BODY = "Subject: soak\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(60) + ".\r\n";

    final Latencies mails = new Latencies();
    final AtomicLong flooded = new AtomicLong();
    final AtomicLong slowOctets = new AtomicLong();
    final AtomicLong deafOctets = new AtomicLong();
    final List<String> failures = new ArrayList<>();
    private final int port;
    private final List<SocketChannel> idle = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean over;

    Crowd(int port) {
        this.port = port;
    }

    /** Opens connections, and reads their greeting. */
    void idle(int count) throws IOException {
        ByteBuffer greeting = ByteBuffer.allocate(512);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = connect(true);
            greeting.clear();
            if (channel.read(greeting) < 4 || greeting.get(0) != '2') {
                throw new IOException("idle client " + i + " was not greeted");
            }
            idle.add(channel);
        }
    }

    /** Whether the idle are still served: each fiftieth says NOOP. */
    boolean areIdleServed() throws IOException {
        ByteBuffer reply = ByteBuffer.allocate(512);
        for (int i = 0; i < idle.size(); i += 50) {
            idle.get(i).write(StandardCharsets.US_ASCII.encode("NOOP\r\n"));
            reply.clear();
            if (idle.get(i).read(reply) < 4 || reply.get(0) != '2') {
                return false;
            }
        }
        return true;
    }

    private SocketChannel connect(boolean blocking) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(blocking);
        return channel;
    }

    /** Runs until the crowd is closed; what fails is noted. */
    private void begin(String who, Latencies.Act act) {
        threads.execute(() -> {
            while (!over) {
                try {
                    act.run();
                } catch (Exception e) {
                    note(who + ": " + e);
                }
            }
        });
    }

    private synchronized void note(String failure) {
        if (!over) {
            failures.add(failure);
        }
    }

    /** A normal client, one mail after the other. */
    void correspondent() {
        begin("correspondent", () -> correspond(port, MAILS_OF_A_CONNECTION, mails));
    }

    static void correspond(int port, int count, Latencies mails) throws Exception {
        try (Peer peer = new Peer(port, "127.0.0.1")) {
            peer.expect(220).send("EHLO client.example\r\n").expect(250);
            for (int i = 0; i < count; i++) {
                mails.measure(() -> {
                    peer.send(MAIL).expect(250).expect(250).expect(354);
                    peer.send(BODY).expect(250);
                });
                TimeUnit.MILLISECONDS.sleep(5);
            }
            peer.send("QUIT\r\n").expect(221);
        }
    }

    /** Opens connections from many addresses, and ends each in another way. */
    void flood(int number) {
        Random random = new Random(number);
        begin("flood", () -> {
            try (Peer peer = new Peer(port, "127.0." + random.nextInt(4) + "." + (2 + random.nextInt(250)))) {
                flooded.incrementAndGet();
                switch (random.nextInt(5)) {
                    case 0 -> peer.reset();
                    case 1 -> peer.expect(220).reset();
                    case 2 -> peer.expect(220).send("QUIT\r\n").expect(221);
                    case 3 ->
                        peer.send("\u0016\u0003\u0001\u0002\0\u0001\0\u0001").expect(220);
                    default ->
                        peer.expect(220)
                                .send("EHLO x.example\r\n" + MAIL + "half a mess")
                                .expect(250)
                                .reset();
                }
            }
        });
    }

    /** Clients that send an octet now and then, and read what is there. */
    void slow(int count) {
        List<SocketChannel> channels = new ArrayList<>();
        byte[] script = ("EHLO slow.example\r\n" + MAIL + "Subject: slow\r\n\r\nslow\r\n.\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer replies = ByteBuffer.allocate(4096);
        int[] at = {0};
        begin("slow", () -> {
            while (channels.size() < count) {
                channels.add(connect(false));
            }
            ByteBuffer octet = ByteBuffer.wrap(script, at[0]++ % script.length, 1);
            for (SocketChannel channel : channels) {
                slowOctets.addAndGet(channel.write(octet.duplicate()));
                channel.read(replies.clear());
            }
            TimeUnit.MILLISECONDS.sleep(50);
            if (over) {
                closeAll(channels);
            }
        });
    }

    /** Clients that ask without end, and never read. */
    void deaf(int count) {
        List<SocketChannel> channels = new ArrayList<>();
        byte[] much = "RSET\r\n".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
        begin("deaf", () -> {
            while (channels.size() < count) {
                channels.add(connect(false));
            }
            for (int i = 0; i < count; i++) {
                try {
                    deafOctets.addAndGet(channels.get(i).write(ByteBuffer.wrap(much)));
                } catch (IOException e) {
                    // The server has had enough of it.
                    channels.get(i).close();
                    channels.set(i, connect(false));
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
            if (over) {
                closeAll(channels);
            }
        });
    }

    private static void closeAll(List<SocketChannel> channels) throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new IOException("a client hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll(idle);
    }
}
