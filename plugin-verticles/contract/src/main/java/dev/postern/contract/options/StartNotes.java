package dev.postern.contract.options;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the text at the start says of a plugin, as far as its options show it.
 *
 * @param domains for which it takes mail
 * @param recipient an address that gets mail, to try the server with
 * @param destination where an inbox leaves mail, such as a folder
 * @param duties what it sees to; what no plugin of the chain sees to is named
 * @param caveats what speaks against putting it on the Internet as it is, each with the option that is to blame
 */
public record StartNotes(
        List<String> domains,
        Optional<String> recipient,
        Optional<String> destination,
        Set<Duty> duties,
        List<String> caveats) {
    /** Nothing to say. */
    public static final StartNotes NONE =
            new StartNotes(List.of(), Optional.empty(), Optional.empty(), Set.of(), List.of());

    /** What a server on the Internet needs somebody for. */
    public enum Duty {
        /** Looks at who sends: SPF, DKIM, DMARC, block lists, rates. */
        CHECKS_SENDERS,
        /** Knows who may log in. */
        KNOWS_LOGINS
    }

    public StartNotes {
        domains = List.copyOf(domains);
        duties = Set.copyOf(duties);
        caveats = List.copyOf(caveats);
    }

    /** The plugin takes mail for these domains. */
    public StartNotes withDomains(List<String> those) {
        return new StartNotes(those, recipient, destination, duties, caveats);
    }

    /** This address gets mail. */
    public StartNotes withRecipient(String address) {
        return new StartNotes(domains, Optional.of(address), destination, duties, caveats);
    }

    /** The plugin is an inbox, and leaves mail there. */
    public StartNotes withDestination(String place) {
        return new StartNotes(domains, recipient, Optional.of(place), duties, caveats);
    }

    /** The plugin sees to these. */
    public StartNotes withDuties(Duty first, Duty... more) {
        return new StartNotes(domains, recipient, destination, EnumSet.of(first, more), caveats);
    }

    /** These speak against the Internet. */
    public StartNotes withCaveats(List<String> texts) {
        return new StartNotes(domains, recipient, destination, duties, texts);
    }
}
