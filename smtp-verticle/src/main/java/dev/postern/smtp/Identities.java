package dev.postern.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The certificates of the server, by the name that a client asks for. */
final class Identities {
    private final Map<String, Identity> aliases = new HashMap<>();
    private final Map<String, List<Identity>> names = new HashMap<>();
    private final List<Identity> all;
    private final List<Identity> preset;

    /** @param all one at least; the first is for clients that ask for none of the names */
    Identities(List<Identity> all) {
        this.all = List.copyOf(all);
        for (Identity identity : all) {
            aliases.put(alias(identity), identity);
            identity.names()
                    .forEach(name -> names.computeIfAbsent(name, any -> new ArrayList<>())
                            .add(identity));
        }
        Identity first = all.get(0);
        this.preset = first.names().isEmpty()
                ? List.of(first)
                : names.get(first.names().get(0));
    }

    List<Identity> all() {
        return all;
    }

    /**
     * The one to show. Of several for one name, each has its type of key; of those for the first name of the first one a client
     * that asks for no known name may have any.
     *
     * @param host in lower case, or null if the client asks for none
     * @param keyType as Java calls it
     * @return its alias, or null if there is none of this type
     */
    String choose(String host, String keyType) {
        return candidates(host).stream()
                .filter(identity -> identity.keyType().equals(keyType))
                .findFirst()
                .map(Identities::alias)
                .orElse(null);
    }

    /** The one of an alias, or null. */
    Identity of(String alias) {
        return aliases.get(alias);
    }

    private List<Identity> candidates(String host) {
        if (host == null) {
            return preset;
        }
        List<Identity> exact = names.get(host);
        int dot = host.indexOf('.');
        return exact != null || dot < 0
                ? exact == null ? preset : exact
                : names.getOrDefault("*" + host.substring(dot), preset);
    }

    private static String alias(Identity identity) {
        return identity.file().toString();
    }
}
