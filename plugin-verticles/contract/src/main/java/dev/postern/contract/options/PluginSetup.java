package dev.postern.contract.options;

import java.util.List;

/**
 * What a plugin is made from.
 *
 * @param options of its section
 * @param hostname of the server, as {@code smtp.hostname} says
 * @param domains for which mail is taken here, as the descriptors of all plugins say ({@link StartNotes#domains}); may be empty
 */
public record PluginSetup(OptionValues options, String hostname, List<String> domains) {
    public PluginSetup {
        domains = List.copyOf(domains);
    }

    /** The first of the domains, or the hostname if there is none. */
    public String domain() {
        return domains.isEmpty() ? hostname : domains.get(0);
    }
}
