package dev.postern.smtp.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends as fast as the server reads, on a thread of its own; it is no failure if the server closes. */
public final class Flood {
    private final AtomicLong sent = new AtomicLong();
    private final CompletableFuture<Void> done;

    public Flood(Socket client, String first, String command, int times) {
        this(client, first, command.repeat(times).getBytes(StandardCharsets.UTF_8));
    }

    public Flood(Socket client, String first, byte[] rest) {
        done = BackgroundThread.run(() -> write(client, first.getBytes(StandardCharsets.UTF_8), rest));
    }

    public long sent() {
        return sent.get();
    }

    public void end() throws Exception {
        done.get(60, TimeUnit.SECONDS);
    }

    /** Returns when nothing has been taken from the client for a while. */
    public void awaitStandstill() throws Exception {
        long[] seen = {-1, System.nanoTime()};
        TestServer.eventually("the flood stands still", () -> {
            if (sent.get() != seen[0] || seen[0] == 0) {
                seen[0] = sent.get();
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > TimeUnit.MILLISECONDS.toNanos(400);
        });
    }

    private void write(Socket client, byte[]... parts) {
        try {
            for (byte[] part : parts) {
                for (int at = 0; at < part.length; at += 8192) {
                    int length = Math.min(8192, part.length - at);
                    client.getOutputStream().write(part, at, length);
                    sent.addAndGet(length);
                }
            }
        } catch (IOException e) {
            // The server has closed the connection.
        }
    }
}
