package dev.postern.testkit.server;

import dev.postern.contract.plugin.GroupOptions;
import dev.postern.contract.plugin.Plugin;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.SmtpOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a test wants of its server.
 *
 * @param members the groups of the chain, in order
 * @param inbox what takes the mail, or null for a mailbox in memory
 * @param open whether a last group opens every recipient
 * @param tls of the listener
 * @param options what the test changes
 */
record Setup(
        List<Member> members, Member inbox, boolean open, SmtpOptions.TlsMode tls, UnaryOperator<SmtpOptions> options) {
    static final Setup EMPTY = new Setup(List.of(), null, true, SmtpOptions.TlsMode.NONE, UnaryOperator.identity());

    /** A group, and its place in the chain. */
    record Member(GroupOptions options, Supplier<? extends Plugin> factory, ChainLink link) {
        static Member of(GroupOptions options, Supplier<? extends Plugin> factory) {
            return new Member(options, factory, Setup.link(options.group(), ChainLink.Role.PLAIN));
        }
    }

    Setup {
        members = List.copyOf(members);
    }

    static ChainLink link(String group, ChainLink.Role role) {
        return new ChainLink(group, 0, Set.of(), 0, Map.of(), role, Set.of());
    }
}
