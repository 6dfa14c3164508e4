package dev.postern;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that are told theirs. They are below those that a system gives to clients and to servers that take any,
 * so that nobody is given one between the look and the use.
 */
public final class FreePorts {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 500;

    private FreePorts() {}

    /**
     * A port on which nobody listens at any of these addresses.
     *
     * @throws IOException if one of the addresses is not this machine's
     */
    public static int on(String... hosts) throws IOException {
        for (String host : hosts) {
            new ServerSocket(0, 1, InetAddress.getByName(host)).close();
        }
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port, hosts)) {
                return port;
            }
        }
        throw new IOException("no port is free");
    }

    private static boolean isFree(int port, String... hosts) throws IOException {
        for (String host : hosts) {
            try {
                new ServerSocket(port, 1, InetAddress.getByName(host)).close();
            } catch (BindException taken) {
                return false;
            }
        }
        return true;
    }
}
