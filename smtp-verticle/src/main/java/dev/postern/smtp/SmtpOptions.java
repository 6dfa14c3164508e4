package dev.postern.smtp;

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
 * @param hostname the server's name in greeting, EHLO and {@code Received}
 * @param listeners where it listens
 * @param limits what a client may use
 * @param timeouts how long a client may take
 * @param budgets how long plugins may take
 * @param policy which groups decide, and where accepted mail goes
 * @param files certificate, key and spool folder
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

    /**
     * One listening port.
     *
     * @param host the address to bind, as {@code 127.0.0.1} or {@code ::}
     * @param port 1 to 65535; 0 takes a free one
     * @param chain the name of the chain whose groups decide here
     * @param authInClear whether AUTH is offered without TLS
     */
    public record Listener(String host, int port, TlsMode tls, String chain, boolean authInClear) {
        /** As observers see it, {@code 127.0.0.1:2525}. */
        public String name() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * What a client may use.
     *
     * @param size octets of a message (RFC 1870); beyond it 552
     * @param recipients of one transaction, at least 100 (RFC 5321 4.5.3.1.8); beyond it 452
     * @param commandLine octets of a command line with its CR LF, at least 512 (RFC 5321 4.5.3.1.4); beyond it 500
     * @param errors refused commands of one connection before it is closed with 421
     * @param connections open at once in this JVM; beyond it 421
     */
    public record Limits(long size, int recipients, int commandLine, int errors, int connections) {}

    /**
     * How long a client may take, in milliseconds.
     *
     * @param command until the next command arrives, at least 5 minutes for the Internet (RFC 5321 4.5.3.2.7)
     * @param data between two pieces of a message, at least 3 minutes (RFC 5321 4.5.3.2.5)
     * @param shutdown what is in flight at shutdown has this long to finish
     */
    public record Timeouts(long command, long data, long shutdown) {}

    /**
     * How long plugins may take, in milliseconds.
     *
     * @param group one group at one occasion
     * @param stage all groups of one occasion
     * @param content one group at {@code content} and {@code deliver}
     * @param message everything after the end of data, at most 10 minutes (RFC 5321 4.5.3.2.6)
     */
    public record Budgets(long group, long stage, long content, long message) {}

    /**
     * Who decides.
     *
     * @param chains by name, the groups in the order in which they are asked
     * @param inboxes where accepted mail goes
     * @param softBounce whether each refusal for good becomes one for now, so that a first roll-out loses no mail
     */
    public record Policy(Map<String, List<Link>> chains, Inboxes inboxes, boolean softBounce) {
        public Policy {
            chains = Map.copyOf(chains);
        }

        public Policy(Map<String, List<Link>> chains, Inboxes inboxes) {
            this(chains, inboxes, false);
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
        Set<String> takers() {
            return Stream.of(local, relay)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /**
     * Files and folders.
     *
     * @param certificate PEM chain, or null if no listener has TLS
     * @param key PEM, or null likewise
     * @param spool the folder for messages above 48 KiB while they are judged; made if it is missing
     */
    public record Files(Path certificate, Path key, Path spool) {}
}
