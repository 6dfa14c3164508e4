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
 * Everything that an SMTP server needs to know; complete and already validated.
 *
 * @param hostname the server's name in greeting, EHLO and {@code ReceivedHeader}
 * @param listeners where it listens
 * @param limits what a client may use
 * @param timeouts how long a client may take
 * @param budgets how long plugins may take
 * @param policy which groups decide, and where accepted mail goes
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

    /** What is spoken on a listener. */
    public enum Protocol {
        /** RFC 5321. */
        SMTP,
        /** RFC 2033: LHLO, and a reply for each recipient behind the message. */
        LMTP
    }

    /** Whether something is left out, possible or demanded. */
    public enum Demand {
        NO,
        OFFERED,
        REQUIRED
    }

    /**
     * One listening port.
     *
     * @param address where it listens
     * @param protocol what is spoken
     * @param security TLS
     * @param login AUTH
     * @param trust who may speak for others
     * @param greetingDelay milliseconds before the greeting, in which a client that speaks is seen as early
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
        /** SMTP where nobody may speak for others, with AUTH offered. */
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

        /** As observers see it, {@code 127.0.0.1:2525} or the name given to it. */
        public String name() {
            return address.name() != null ? address.name() : address.toString();
        }
    }

    /**
     * Where a listener is.
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
     * @param required whether mail is taken only with TLS: 530 5.7.0 before it (RFC 3207 4)
     * @param clientCertificate whether the client is asked for a certificate, and let go on without one
     */
    public record Security(TlsMode tls, boolean required, Demand clientCertificate) {}

    /**
     * AUTH on a listener (RFC 4954).
     *
     * @param auth whether it is offered, and whether mail is taken without it: 530 5.7.0
     * @param inClear whether it is offered without TLS
     */
    public record Authentication(Demand auth, boolean inClear) {}

    /**
     * Who may speak for others on a listener.
     *
     * @param proxies who has to begin with a PROXY header, version 1 or 2; empty: nobody may
     * @param xclients who may say XCLIENT; empty: nobody may
     */
    public record Trust(List<Network> proxies, List<Network> xclients) {
        /** Nobody may. */
        public static final Trust NOBODY = new Trust(List.of(), List.of());

        public Trust {
            proxies = List.copyOf(proxies);
            xclients = List.copyOf(xclients);
        }
    }

    /**
     * How long a client may take, in milliseconds.
     *
     * @param command until the next command arrives, at least 5 minutes for the Internet (RFC 5321 4.5.3.2.7)
     * @param helo from the greeting to the first EHLO, HELO or LHLO that gets 250
     * @param data between two pieces of a message, at least 3 minutes (RFC 5321 4.5.3.2.5)
     * @param message a whole message, from 354 to its end
     * @param shutdown what is in flight at shutdown has this long to finish
     */
    public record Timeouts(long command, long helo, long data, long message, long shutdown) {
        /** Those of the default configuration. */
        public static final Timeouts DEFAULT = new Timeouts(300_000, 300_000, 180_000, 3_600_000, 30_000);

        /** With other waits for a command and for content, and as long at shutdown; the rest as by default. */
        public Timeouts(long command, long data, long shutdown) {
            this(command, DEFAULT.helo, data, DEFAULT.message, shutdown);
        }
    }

    /**
     * How long plugins may take, in milliseconds.
     *
     * @param group one group at one occasion
     * @param stage all groups of one occasion
     * @param content one group at {@code content} and {@code deliver}
     * @param message everything after the end of data, at most 10 minutes (RFC 5321 4.5.3.2.6)
     */
    public record Budgets(long group, long stage, long content, long message) {}

    /** What a message with a CR or LF that is no line end gets. */
    public enum BareLineEnds {
        /** 550 5.5.2. */
        REFUSE,
        /** Each becomes CR LF. */
        REPAIR
    }

    /**
     * Who decides.
     *
     * @param chains by name, the groups in the order in which they are asked
     * @param inboxes where accepted mail goes
     * @param softBounce whether each refusal for good becomes one for now, so that a first roll-out loses no mail
     * @param bareLineEnds what becomes of a message with bare CR or LF, unless it is BINARYMIME
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
     * The groups that take responsibility for messages.
     *
     * @param local for recipients that a group has opened
     * @param relay for recipients opened by authentication alone, or null: those are refused
     * @param notifications for delivery status notifications, or null
     */
    public record Inboxes(String local, String relay, String notifications) {
        /** Those that are asked to deliver. */
        public Set<String> takers() {
            return Stream.of(local, relay)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /**
     * Files and folders.
     *
     * @param tls certificates and keys, or null if no listener has TLS
     * @param spool the folder for messages above 48 KiB while they are judged; made if it is missing
     */
    public record Files(TlsOptions tls, Path spool) {
        /** One certificate; null for no TLS. */
        public Files(Path certificate, Path key, Path spool) {
            this(certificate == null ? null : new TlsOptions(certificate, key), spool);
        }
    }
}
