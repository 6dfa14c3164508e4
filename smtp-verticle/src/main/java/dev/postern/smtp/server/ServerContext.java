package dev.postern.smtp.server;

import dev.postern.smtp.chain.FailureHandler;
import dev.postern.smtp.content.Spool;
import dev.postern.smtp.content.SpoolQuota;
import dev.postern.smtp.listener.ConnectionLimiter;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.telemetry.ServerMetrics;
import dev.postern.smtp.tls.CertificateReloader;
import java.util.concurrent.atomic.AtomicInteger;

/** What the instances of one SMTP server share. Safe to use from any thread. */
final class ServerContext {
    /** Keys of free ports: instances share a port by its key, and two servers in one JVM must not have the same key. */
    private static final AtomicInteger FREE_PORTS = new AtomicInteger();

    private final SmtpOptions options;
    private final Spool spool;
    private final SpoolQuota quota;
    private final CertificateReloader certificates;
    private final ServerMetrics meters;
    private final ConnectionLimiter limiter;
    private final FailureHandler failures = new FailureHandler();
    private final int freePorts;

    /** @param certificates null if no listener has TLS */
    ServerContext(SmtpOptions options, Spool spool, CertificateReloader certificates, ServerMetrics meters) {
        this.options = options;
        this.spool = spool;
        this.quota = new SpoolQuota(options.limits().overall().spool());
        this.certificates = certificates;
        this.meters = meters;
        this.limiter = new ConnectionLimiter(options.limits().overall());
        this.freePorts = FREE_PORTS.getAndAdd(options.listeners().size());
    }

    SmtpOptions options() {
        return options;
    }

    Spool spool() {
        return spool;
    }

    /** The limit of octets of all messages. */
    SpoolQuota quota() {
        return quota;
    }

    /** Null if no listener has TLS. */
    CertificateReloader certificates() {
        return certificates;
    }

    ServerMetrics meters() {
        return meters;
    }

    /** The limits of connections. */
    ConnectionLimiter limiter() {
        return limiter;
    }

    /** What failures of the groups lead to. */
    FailureHandler failures() {
        return failures;
    }

    /** The port to bind; a negative one stands for a free port that all instances share. */
    int port(int listener) {
        int port = options.listeners().get(listener).port();
        return port == 0 ? -(freePorts + listener + 1) : port;
    }
}
