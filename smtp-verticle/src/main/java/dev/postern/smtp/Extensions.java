package dev.postern.smtp;

import dev.postern.contract.Declaration;
import dev.postern.contract.Endpoint;
import dev.postern.contract.Tls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What EHLO offers to a client on a listener at this moment. */
final class Extensions {
    private final SmtpOptions options;
    private final SmtpOptions.Listener listener;
    private final Chain chain;
    private final Groups groups;

    Extensions(SmtpOptions options, SmtpOptions.Listener listener, Chain chain, Groups groups) {
        this.options = options;
        this.listener = listener;
        this.chain = chain;
        this.groups = groups;
    }

    SmtpOptions.Listener listener() {
        return listener;
    }

    /** Whether the listener lets this client speak for others. */
    boolean trusts(Endpoint client) {
        return listener.trust().xclients().stream().anyMatch(network -> network.contains(client.address()));
    }

    /**
     * The lines of the EHLO reply after the first.
     *
     * @param tls null in clear text, here as below
     */
    List<String> lines(Tls tls) {
        List<String> lines = new ArrayList<>();
        lines.add("PIPELINING");
        lines.add("SIZE " + options.limits().message().size());
        lines.add("ENHANCEDSTATUSCODES");
        lines.add("CHUNKING");
        if (prdr()) {
            lines.add("PRDR");
        }
        if (eightBit()) {
            lines.add("8BITMIME");
        }
        if (binary()) {
            lines.add("BINARYMIME");
        }
        if (international()) {
            lines.add("SMTPUTF8");
        }
        if (startTls(tls)) {
            lines.add("STARTTLS");
        }
        if (authIsOffered(tls)) {
            lines.add("AUTH " + String.join(" ", mechanisms(tls)));
        }
        return lines;
    }

    boolean startTls(Tls tls) {
        return listener.tls() == SmtpOptions.TlsMode.STARTTLS && tls == null;
    }

    boolean authIsOffered(Tls tls) {
        return (tls != null || listener.login().inClear()) && !mechanisms(tls).isEmpty();
    }

    /** Whether a group here can decide any SASL mechanism, now or once there is TLS. */
    boolean knowsAuth() {
        return !chain.lineup().mechanisms().isEmpty();
    }

    /** The SASL mechanisms that a group here can decide, as far as TLS has what they need. */
    Set<String> mechanisms(Tls tls) {
        return chain.lineup().mechanisms().stream()
                .filter(mechanism -> isPossible(mechanism, tls))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** With {@code -PLUS} a channel is bound (RFC 5802 6), and EXTERNAL is the client's certificate (RFC 4422 A). */
    private static boolean isPossible(String mechanism, Tls tls) {
        if (mechanism.endsWith("-PLUS")) {
            return tls != null && tls.endPoint() != null;
        }
        return !mechanism.equals("EXTERNAL") || tls != null && tls.certificate() != null;
    }

    /** 8BITMIME (RFC 6152) promises that the octets arrive as they are: the inboxes must declare it. */
    boolean eightBit() {
        return inboxesHonour("8BITMIME");
    }

    /** PRDR: LMTP has a reply for each recipient anyway. */
    boolean prdr() {
        return listener.protocol() == SmtpOptions.Protocol.SMTP;
    }

    /** BINARYMIME (RFC 3030) promises the same of octets that are no lines. */
    boolean binary() {
        return eightBit() && inboxesHonour("BINARYMIME");
    }

    /** SMTPUTF8 (RFC 6531) implies 8BITMIME. */
    boolean international() {
        return eightBit() && inboxesHonour("SMTPUTF8");
    }

    /** Whether this group is known, and takes messages. */
    boolean isInbox(String group) {
        Declaration declared = groups.declaration(group);
        return declared != null && declared.inbox();
    }

    private boolean inboxesHonour(String keyword) {
        SmtpOptions.Inboxes inboxes = options.policy().inboxes();
        return honours(inboxes.local(), keyword) && (inboxes.relay() == null || honours(inboxes.relay(), keyword));
    }

    private boolean honours(String inbox, String keyword) {
        Declaration declared = groups.declaration(inbox);
        return declared != null && declared.extensions().contains(keyword);
    }
}
