package dev.postern.smtp.dialogue;

import dev.postern.contract.Network;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.options.SmtpOptions.Demand;
import dev.postern.smtp.options.SmtpOptions.Protocol;
import dev.postern.smtp.options.SmtpOptions.Security;
import dev.postern.smtp.options.SmtpOptions.TlsMode;
import dev.postern.smtp.options.SmtpOptions.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the server of a dialogue file is set up. Each one takes recipients at example.org but for those whom {@link ExampleRecipients}
 * refuses, has no room for the messages of full, and its inbox takes everything.
 *
 * @param groups those in front of the one that admits recipients; where there are none, the inbox honours no extension
 * @param security but for when TLS begins: each server has a listener for each way
 */
record DialogueSetup(
        List<String> groups, Limits limits, Protocol protocol, Security security, Demand auth, Trust trust) {
    private static final Security ANY = security(false, Demand.NO);
    private static final Limits LIMITS = Limits.of(100_000, 100, 2_048, 100, 1_000);
    private static final Limits STRICT = LIMITS.with(new Limits.PerMessage(100_000, 100, 2_000, 1_000, 3, 0));
    private static final List<Network> HERE = List.of(Network.of("127.0.0.0/8"));
    private static final List<Network> ELSEWHERE = List.of(Network.of("192.0.2.0/24"));

    /** By name. {@link DialogueGroups} has what the groups do. */
    private static final Map<String, DialogueSetup> ALL = Map.ofEntries(
            Map.entry("default", behind("quota")),
            Map.entry("bare", behind()),
            Map.entry("small", behind("quota").with(Limits.of(65_536, 3, 512, 5, 1_000))),
            Map.entry("strict", behind("quota").with(STRICT)),
            Map.entry(
                    "lmtp",
                    new DialogueSetup(List.of("quota"), LIMITS, Protocol.LMTP, ANY, Demand.OFFERED, Trust.NOBODY)),
            Map.entry("closed", behind("closed")),
            Map.entry("auth", behind("users")),
            Map.entry("no-auth", behind("users").with(Demand.NO)),
            Map.entry("auth-required", behind("users").with(Demand.REQUIRED)),
            Map.entry("sasl", behind("sasl")),
            Map.entry("exchange", behind("exchange").with(security(false, Demand.OFFERED))),
            Map.entry("tls-required", behind("users").with(security(true, Demand.NO))),
            Map.entry(
                    "submission",
                    behind("users").with(security(true, Demand.NO)).with(Demand.REQUIRED)),
            Map.entry("proxy", behind("witness").with(new Trust(HERE, List.of()))),
            Map.entry("proxy-elsewhere", behind("witness").with(new Trust(ELSEWHERE, List.of()))),
            Map.entry("proxy-and-xclient", behind("witness").with(new Trust(HERE, ELSEWHERE))),
            Map.entry("xclient", behind("witness").with(new Trust(List.of(), HERE))),
            Map.entry("xclient-elsewhere", behind("witness").with(new Trust(List.of(), ELSEWHERE))));

    /** @throws IllegalArgumentException if there is none of that name */
    static DialogueSetup of(String name) {
        DialogueSetup setup = ALL.get(name);
        if (setup == null) {
            throw new IllegalArgumentException("setup '" + name + "', expected one of " + ALL.keySet());
        }
        return setup;
    }

    private static DialogueSetup behind(String... groups) {
        return new DialogueSetup(List.of(groups), LIMITS, Protocol.SMTP, ANY, Demand.OFFERED, Trust.NOBODY);
    }

    private static Security security(boolean required, Demand certificate) {
        return new Security(TlsMode.NONE, required, certificate);
    }

    private DialogueSetup with(Limits other) {
        return new DialogueSetup(groups, other, protocol, security, auth, trust);
    }

    private DialogueSetup with(Demand login) {
        return new DialogueSetup(groups, limits, protocol, security, login, trust);
    }

    private DialogueSetup with(Security other) {
        return new DialogueSetup(groups, limits, protocol, other, auth, trust);
    }

    private DialogueSetup with(Trust other) {
        return new DialogueSetup(groups, limits, protocol, security, auth, other);
    }

    String inbox() {
        return groups.isEmpty() ? "bare-inbox" : "inbox";
    }

    SmtpOptions.Listener listener(TlsMode mode) {
        Demand certificate = mode == TlsMode.NONE ? Demand.NO : security.clientCertificate();
        return new SmtpOptions.Listener(
                new SmtpOptions.Bind("127.0.0.1", 0, null),
                protocol,
                new Security(mode, security.required(), certificate),
                new SmtpOptions.Authentication(auth, mode == TlsMode.NONE),
                trust,
                0,
                "default");
    }

    /** Its one chain. */
    List<ChainLink> chain() {
        ChainLink recipients =
                new ChainLink("recipients", 0, Set.of(), 0, Map.of(), new ChainLink.Role(false, true), Set.of());
        List<ChainLink> links = new ArrayList<>();
        groups.forEach(
                group -> links.add(new ChainLink(group, 0, Set.of(), 0, Map.of(), ChainLink.Role.PLAIN, Set.of())));
        links.add(recipients);
        return links;
    }
}
