package dev.postern.soak;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A rough day: a crowd of idle, flooding, slow and deaf clients while a normal client's mail goes through, then a million
 * hostile commands. The exit code is 0 if all mail went through and the server is back where it was at the start.
 */
public final class Soak {
    private static final int PROBES = 200;
    /** So much longer a mail may take at the end; what else the machine does counts too. */
    private static final double SLOWER = 3;

    private static final double SLOWER_MILLISECONDS = 20;

    private final Plan plan;
    private final SoakServer server;
    private boolean failed;

    private Soak(Plan plan, SoakServer server) {
        this.plan = plan;
        this.server = server;
    }

    /** @param arguments the jar, and the file with options for Java */
    public static void main(String[] arguments) throws Exception {
        Plan plan = Plan.fromProperties();
        Path jar = Path.of(arguments[0]).toAbsolutePath();
        Path options = Path.of(arguments[1]).toAbsolutePath();
        Path folder = Files.createTempDirectory("postern-soak");
        boolean failed;
        try (SoakServer server = SoakServer.start(jar, options, folder, plan.idle() + 5_000)) {
            Soak soak = new Soak(plan, server);
            say("%s, in %s", plan, folder);
            soak.run();
            List<String> complaints = server.complaints();
            say("the server has logged %d lines at WARN or above", complaints.size());
            complaints.stream().limit(5).forEach(line -> say("  %s", line));
            failed = soak.failed;
        }
        say(failed ? "FAILED" : "ok");
        System.exit(failed ? 1 : 0);
    }

    private static void say(String format, Object... arguments) {
        System.out.println("soak: " + String.format(format, arguments));
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            failed = true;
            say("NOT SO: %s", what);
        }
    }

    private void run() throws Exception {
        warmUp();
        int descriptors = server.descriptors();
        Latencies before = probe();
        Footprint start = server.footprint();
        say("at the start: %s; a mail: %s", start, before);
        if (plan.minutes() > 0) {
            crowd(start);
            compare("after the crowd", start, before, descriptors);
        }
        if (plan.hostile() > 0) {
            hostile();
            compare("after the hostile commands", start, before, descriptors);
        }
    }

    /** Classes are loaded, code is compiled, pools have grown. */
    private void warmUp() throws Exception {
        Crowd crowd = new Crowd(server.port());
        crowd.idle(500);
        crowd.correspondent();
        crowd.flood(0);
        crowd.slow(20);
        crowd.deaf(plan.deaf());
        TimeUnit.SECONDS.sleep(10);
        crowd.close();
        new Hostile(server.port()).attack(20_000);
    }

    private Latencies probe() throws Exception {
        Latencies latencies = new Latencies();
        Crowd.correspond(server.port(), PROBES, latencies);
        return latencies;
    }

    private void crowd(Footprint start) throws Exception {
        Crowd crowd = new Crowd(server.port());
        try (crowd) {
            crowd.idle(plan.idle());
            Footprint idle = server.footprint();
            say("with %d idle connections: %s", plan.idle(), idle);
            if (plan.idle() > 0) {
                say(
                        "each of them: %.1f KiB of heap, %.1f KiB resident",
                        (idle.heap() - start.heap()) / 1024.0 / plan.idle(),
                        (idle.resident() - start.resident()) / 1024.0 / plan.idle());
            }
            for (int i = 0; i < plan.flood(); i++) {
                crowd.flood(i);
            }
            crowd.slow(plan.slow());
            crowd.deaf(plan.deaf());
            crowd.correspondent();
            TimeUnit.MILLISECONDS.sleep((long) (plan.minutes() * 60_000));
            say("with all at once: %s", server.footprint());
            require(crowd.areIdleServed(), "the idle are still served");
        }
        say("mails of a normal client meanwhile: %s", crowd.mails);
        say(
                "connections of the flood: %d; octets of the slow: %d, of the deaf: %d",
                crowd.flooded.get(), crowd.slowOctets.get(), crowd.deafOctets.get());
        require(crowd.mails.count() > 0, "mail went through");
        require(crowd.failures.isEmpty(), "no client failed, but " + crowd.failures.size() + " did");
        crowd.failures.stream().limit(5).forEach(failure -> say("  %s", failure));
    }

    private void hostile() throws Exception {
        Hostile hostile = new Hostile(server.port());
        long begin = System.nanoTime();
        hostile.attack(plan.hostile());
        double seconds = (System.nanoTime() - begin) / 1e9;
        say(
                "%d hostile commands answered in %.0f s, over %d connections",
                hostile.answered.get(), seconds, hostile.connections.get());
    }

    private void compare(String when, Footprint start, Latencies before, int descriptors) throws Exception {
        server.await(
                "the connections are closed",
                () -> server.descriptors() <= descriptors + Footprint.DESCRIPTOR_TOLERANCE);
        Latencies after = probe();
        Footprint end = server.footprint();
        say("%s: %s; a mail: %s", when, end, after);
        require(end.isBackAt(start), "heap, descriptors and threads are back at the start");
        require(
                after.within(0.5) <= SLOWER * before.within(0.5) + SLOWER_MILLISECONDS,
                "a mail takes no longer than at the start");
    }
}
