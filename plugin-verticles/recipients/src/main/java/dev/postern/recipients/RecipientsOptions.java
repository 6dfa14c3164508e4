package dev.postern.recipients;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which addresses exist.
 *
 * @param domains that this server is responsible for, as {@code example.org}; a domain outside of ASCII may be given as it is
 *     read ({@code bücher.example}) or as the DNS has it ({@code xn--bcher-kva.example}), or an address literal
 * @param addresses that exist in them: {@code user@domain}, or {@code @domain} for every local part; a local part that needs
 *     quotes is quoted
 */
public record RecipientsOptions(List<String> domains, List<String> addresses) {
    /** @throws IllegalArgumentException naming the value and what was expected */
    public RecipientsOptions {
        domains = List.copyOf(domains);
        addresses = List.copyOf(addresses);
        Set<String> known = domains.stream().map(Domain::require).collect(Collectors.toSet());
        for (String address : addresses) {
            if (!known.contains(KnownAddress.parse(address).domain())) {
                throw new IllegalArgumentException("address '" + address
                        + "', expected one in a domain of the list 'domains': " + String.join(", ", domains));
            }
        }
    }
}
