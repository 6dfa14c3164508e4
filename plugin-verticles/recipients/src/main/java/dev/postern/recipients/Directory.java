package dev.postern.recipients;

import dev.postern.contract.Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Every domain with its addresses. Immutable once made, so that all instances can share one. */
final class Directory {
    private static final String POSTMASTER = "postmaster";
    private static final String EVERYONE = "";

    private final Map<String, Set<String>> locals;

    Directory(RecipientsOptions options) {
        Map<String, Set<String>> known = new HashMap<>();
        for (String domain : options.domains()) {
            known.computeIfAbsent(Domain.require(domain), key -> new HashSet<>(Set.of(POSTMASTER)));
        }
        for (String text : options.addresses()) {
            KnownAddress address = KnownAddress.parse(text);
            known.get(address.domain()).add(address.local());
        }
        known.replaceAll((domain, names) -> Set.copyOf(names));
        this.locals = Map.copyOf(known);
    }

    /** Whether the domain is one of ours. */
    boolean answersFor(Address address) {
        return locals.containsKey(Domain.key(address.domain()));
    }

    /** Whether the address exists: by itself, as a subaddress of one that does (RFC 5233), or because all of its domain do. */
    boolean knows(Address address) {
        Set<String> names = locals.getOrDefault(Domain.key(address.domain()), Set.of());
        String local = KnownAddress.localKey(address.local());
        int plus = local.indexOf('+');
        return names.contains(local)
                || plus > 0 && names.contains(local.substring(0, plus))
                || names.contains(EVERYONE);
    }
}
