package dev.postern.smtp.options;

import dev.postern.contract.Network;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of an SMTP server, complete and validated.
 *
 * @param hostname the server's name in greeting, EHLO and {@code ReceivedHeader}
 * @param listeners the ports
 * @param limits what clients may use
 * @param timeouts how long a client may take
 * @param budgets how long plugins may take
 * @param policy chains, inboxes, and what is refused how
 * @param files certificates, keys and spool folder
 */
public record SmtpOptions(
        String hostname,
        List<Listener> listeners,
        Limits limits,
        Timeouts timeouts,
        Budgets budgets,
        Policy policy,
        Files files) {
    public SmtpOptions {
        listeners = List.copyOf(listeners);
    }

    /** When TLS begins on a listener. */
    public enum TlsMode {
        /** Never. */
        NONE,
        /** When the client says STARTTLS (RFC 3207). */
        STARTTLS,
        /** At once (RFC 8314 3.3). */
        IMPLICIT
    }

    /** The protocol of a listener. */
    public enum Protocol {
        /** RFC 5321. */
        SMTP,
        /** RFC 2033: LHLO, and a reply for each recipient after the message. */
        LMTP
    }

    /** Whether something (AUTH, a client certificate) is off, optional or required. */
    public enum Demand {
        NO,
        OFFERED,
        REQUIRED
    }

    /**
     * One listening port.
     *
     * @param address host, port and name
     * @param protocol SMTP or LMTP
     * @param security TLS
     * @param login AUTH
     * @param trust who may send PROXY headers and XCLIENT
     * @param greetingDelay milliseconds before the greeting; a client that sends something in that time is {@code early}
     * @param chain the name of the chain whose groups decide here
     */
    public record Listener(
            Bind address,
            Protocol protocol,
            Security security,
            Authentication login,
            Trust trust,
            long greetingDelay,
            String chain) {
        /** SMTP without PROXY and XCLIENT, with AUTH offered. */
        public Listener(String host, int port, TlsMode tls, String chain, boolean authInClear) {
            this(
                    new Bind(host, port, null),
                    Protocol.SMTP,
                    new Security(tls, false, Demand.NO),
                    new Authentication(Demand.OFFERED, authInClear),
                    Trust.NOBODY,
                    0,
                    chain);
        }

        public String host() {
            return address.host();
        }

        public int port() {
            return address.port();
        }

        public TlsMode tls() {
            return security.tls();
        }

        /** The name in events, metrics and logs: {@code 127.0.0.1:2525}, or the name given to it. */
        public String name() {
            return address.name() != null ? address.name() : address.toString();
        }
    }

    /**
     * The address of a listener.
     *
     * @param host the address to bind, as {@code 127.0.0.1} or {@code ::}
     * @param port 1 to 65535; 0 takes a free one
     * @param name for events, metrics and logs, or null: host and port
     */
    public record Bind(String host, int port, String name) {
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * TLS on a listener.
     *
     * @param tls when it begins
     * @param required whether mail is accepted only with TLS: 530 5.7.0 before it (RFC 3207 4)
     * @param clientCertificate whether the client is asked for a certificate, and whether the handshake fails without one
     */
    public record Security(TlsMode tls, boolean required, Demand clientCertificate) {}

    /**
     * AUTH on a listener (RFC 4954).
     *
     * @param auth whether it is offered, and whether mail without it gets 530 5.7.0
     * @param inClear whether it is offered without TLS
     */
    public record Authentication(Demand auth, boolean inClear) {}

    /**
     * Which peers are trusted to name another client.
     *
     * @param proxies networks whose connections have to begin with a PROXY header, version 1 or 2; empty: none
     * @param xclients networks whose clients may use XCLIENT; empty: none
     */
    public record Trust(List<Network> proxies, List<Network> xclients) {
        /** Nobody is trusted so. */
        public static final Trust NOBODY = new Trust(List.of(), List.of());

        public Trust {
            proxies = List.copyOf(proxies);
            xclients = List.copyOf(xclients);
        }
    }

    /**
     * The timeouts of {@code smtp.timeouts}, in milliseconds.
     *
     * @param command until the next command arrives, at least 5 minutes for the Internet (RFC 5321 4.5.3.2.7)
     * @param helo from the greeting to the first EHLO, HELO or LHLO that gets 250
     * @param data between two pieces of a message, at least 3 minutes (RFC 5321 4.5.3.2.5)
     * @param message a whole message, from 354 to its end
     * @param shutdown for open messages and commands to finish when the server shuts down
     */
    public record Timeouts(long command, long helo, long data, long message, long shutdown) {
        /** Those of the default configuration. */
        public static final Timeouts DEFAULT = new Timeouts(300_000, 300_000, 180_000, 3_600_000, 30_000);

        /** The defaults, but for these. */
        public Timeouts(long command, long data, long shutdown) {
            this(command, DEFAULT.helo, data, DEFAULT.message, shutdown);
        }
    }

    /**
     * The budgets of {@code smtp.budgets}: timeouts of plugins, in milliseconds.
     *
     * @param group one group at one stage
     * @param stage all groups of one stage
     * @param content one group at {@code content} and {@code deliver}
     * @param message everything after the end of data, at most 10 minutes (RFC 5321 4.5.3.2.6)
     */
    public record Budgets(long group, long stage, long content, long message) {}

    /** What happens to a message with a CR or LF that is no line end. */
    public enum BareLineEnds {
        /** 550 5.5.2. */
        REFUSE,
        /** Each becomes CR LF. */
        REPAIR
    }

    /**
     * Who decides, and how refusals are given.
     *
     * @param chains by name, the groups in the order in which they are asked
     * @param inboxes where accepted mail goes
     * @param softBounce whether each permanent refusal (5xx) becomes a temporary one (4xx)
     * @param bareLineEnds what happens to a message with bare CR or LF, unless it is BINARYMIME
     */
    public record Policy(
            Map<String, List<ChainLink>> chains, Inboxes inboxes, boolean softBounce, BareLineEnds bareLineEnds) {
        public Policy {
            chains = Map.copyOf(chains);
        }

        public Policy(Map<String, List<ChainLink>> chains, Inboxes inboxes) {
            this(chains, inboxes, false, BareLineEnds.REFUSE);
        }
    }

    /**
     * The groups that deliver accepted messages.
     *
     * @param local for recipients that a group has opened
     * @param relay for other recipients of authenticated clients, or null: those are refused
     * @param notifications for delivery status notifications, or null
     */
    public record Inboxes(String local, String relay, String notifications) {
        /** The groups that are asked to deliver. */
        public Set<String> groups() {
            return Stream.of(local, relay)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /**
     * Files and folders.
     *
     * @param tls certificates and keys, or null if no listener has TLS
     * @param spool the folder for messages above 48 KiB until they are delivered or refused; created if it is missing
     */
    public record Files(TlsOptions tls, Path spool) {
        /** One certificate, or none: null is no TLS. */
        public Files(Path certificate, Path key, Path spool) {
            this(certificate == null ? null : new TlsOptions(certificate, key), spool);
        }
    }
}
