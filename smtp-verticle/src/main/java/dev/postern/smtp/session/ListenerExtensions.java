package dev.postern.smtp.session;

import dev.postern.contract.Client;
import dev.postern.contract.Network;
import dev.postern.contract.Tls;
import dev.postern.contract.wire.Declaration;
import dev.postern.smtp.chain.Chain;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.plugins.KnownGroups;
import dev.postern.smtp.plugins.PluginClient;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a listener can offer to a client at this moment; which extensions there are stands in {@link Extension}. */
public final class ListenerExtensions {
    /** The greatest of RFC 9422 4: it has six digits at most. */
    private static final int LIMIT_VALUE = 999_999;

    private final SmtpOptions options;
    private final SmtpOptions.Listener listener;
    private final Chain chain;
    private final KnownGroups groups;

    public ListenerExtensions(SmtpOptions options, SmtpOptions.Listener listener, Chain chain, PluginClient groups) {
        this.options = options;
        this.listener = listener;
        this.chain = chain;
        this.groups = groups.known();
    }

    public SmtpOptions.Listener listener() {
        return listener;
    }

    Chain chain() {
        return chain;
    }

    Limits limits() {
        return options.limits();
    }

    /** Whether the listener lets this client speak for others. */
    boolean trusts(Client.Endpoint client) {
        return Network.anyContains(listener.trust().xclients(), client.address());
    }

    boolean authIsOffered(Tls tls) {
        boolean inClear = listener.login().inClear() && !listener.security().required();
        return (tls != null || inClear) && !mechanisms(tls).isEmpty();
    }

    /** Whether a group here can decide any SASL mechanism, now or once there is TLS. */
    boolean knowsAuth() {
        return listener.login().auth() != SmtpOptions.Demand.NO
                && !chain.plan().mechanisms().isEmpty();
    }

    /** The SASL mechanisms that a group here can decide, as far as TLS has what they need. */
    Set<String> mechanisms(Tls tls) {
        return !knowsAuth()
                ? Set.of()
                : chain.plan().mechanisms().stream()
                        .filter(mechanism -> isPossible(mechanism, tls))
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What keeps every client from sending anything, or null. */
    public String complaint() {
        boolean loginFirst = listener.login().auth() == SmtpOptions.Demand.REQUIRED;
        return loginFirst && !knowsAuth()
                ? "listener " + listener.name() + " demands a login (auth: required), and no group of its chain '"
                        + listener.chain() + "' on this node declares a mechanism: nobody can send anything there"
                : null;
    }

    /** With {@code -PLUS} a channel is bound (RFC 5802 6), and EXTERNAL is the client's certificate (RFC 4422 A). */
    private static boolean isPossible(String mechanism, Tls tls) {
        if (mechanism.endsWith("-PLUS")) {
            return tls != null && tls.endPoint() != null;
        }
        return !mechanism.equals("EXTERNAL") || tls != null && tls.certificate() != null;
    }

    /** Whether all inboxes declare an extension: what it promises is theirs to keep. */
    boolean honours(String keyword) {
        SmtpOptions.Inboxes inboxes = options.policy().inboxes();
        return honours(inboxes.local(), keyword) && (inboxes.relay() == null || honours(inboxes.relay(), keyword));
    }

    /** As LIMITS says them. */
    String limitsKept() {
        return "MAILMAX=" + Math.min(limits().connection().transactions(), LIMIT_VALUE) + " RCPTMAX="
                + Math.min(limits().message().recipients(), LIMIT_VALUE);
    }

    private boolean honours(String inbox, String keyword) {
        Declaration declared = groups.declaration(inbox);
        return declared != null && declared.extensions().contains(keyword);
    }
}
