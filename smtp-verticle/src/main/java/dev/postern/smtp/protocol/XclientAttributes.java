package dev.postern.smtp.protocol;

import dev.postern.contract.Client;
import dev.postern.contract.Reply;
import dev.postern.smtp.options.SmtpOptions;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The attributes of one XCLIENT (Postfix's XCLIENT_README): what a trusted client says of the one that it speaks for. One that
 * was not given stays as it is, but for name and user, which are forgotten.
 */
public final class XclientAttributes {
    /** As EHLO offers them. */
    public static final String ATTRIBUTES =
            Arrays.stream(Attribute.values()).map(Enum::name).collect(Collectors.joining(" "));

    private static final String IPV6 = "IPV6:";
    private static final int LIMIT = 255;
    private static final String LMTP = "LMTP";
    private static final Set<String> PROTOCOLS = Set.of("SMTP", "ESMTP", LMTP);

    /** Values by what they tell; one that is not known is empty here, and never where the client says it. */
    private final Map<Attribute, String> values = new EnumMap<>(Attribute.class);

    private enum Attribute {
        /** Of the host, by a look-up that the server itself does not make: it is checked, and not used. */
        NAME,
        ADDR,
        PORT,
        PROTO,
        HELO,
        LOGIN,
        DESTADDR,
        DESTPORT;

        /** Whether the value, which is not empty, can be this. */
        boolean allows(String value) {
            return switch (this) {
                case NAME -> DomainName.isHost(value);
                case ADDR, DESTADDR -> address(value) != null;
                case PORT, DESTPORT -> value.matches("\\d{1,5}") && Integer.parseInt(value) <= 0xffff;
                case PROTO -> PROTOCOLS.contains(Ascii.upper(value));
                case HELO, LOGIN -> value.length() <= LIMIT && value.chars().noneMatch(Character::isISOControl);
            };
        }
    }

    private XclientAttributes() {}

    /**
     * Reads them.
     *
     * @param spoken here; LMTP can only be what a client speaks where it is
     * @throws SyntaxException 501, if there is nothing, or an attribute or value that is none
     */
    public static XclientAttributes parse(String argument, SmtpOptions.Protocol spoken) throws SyntaxException {
        XclientAttributes attributes = new XclientAttributes();
        if (argument == null) {
            throw new SyntaxException(Replies.missing("XCLIENT attribute=value ..."));
        }
        for (String word : argument.trim().split(" +")) {
            attributes.put(word);
        }
        if (attributes.speaks(LMTP) && spoken != SmtpOptions.Protocol.LMTP) {
            throw badValue(Attribute.PROTO);
        }
        return attributes;
    }

    /**
     * The client as it is from here on.
     *
     * @param self who has connected, and says this
     */
    public Client apply(Client client, Client.Peer self) {
        Client.Peer peer = new Client.Peer(
                endpoint(client.remote(), Attribute.ADDR, Attribute.PORT),
                endpoint(client.peer().local(), Attribute.DESTADDR, Attribute.DESTPORT),
                self.proxy() == null ? self.remote() : self.proxy(),
                self.listener(),
                false);
        String helo = known(Attribute.HELO);
        boolean extended = speaks("ESMTP") || speaks(LMTP);
        Client.Greeting greeting = helo == null ? Client.Greeting.NONE : new Client.Greeting(helo, extended);
        return new Client(peer, greeting, client.tls(), known(Attribute.LOGIN));
    }

    private void put(String word) throws SyntaxException {
        int equals = word.indexOf('=');
        Attribute attribute = equals < 0 ? null : attribute(word.substring(0, equals));
        String value = attribute == null ? null : decode(word.substring(equals + 1));
        if (attribute == null) {
            throw new SyntaxException(new Reply(501, "5.5.4", "Bad XCLIENT attribute"));
        }
        if (value == null || !value.isEmpty() && !attribute.allows(value)) {
            throw badValue(attribute);
        }
        values.put(attribute, value);
    }

    private boolean speaks(String protocol) {
        return protocol.equals(Ascii.upper(values.getOrDefault(Attribute.PROTO, "")));
    }

    private static SyntaxException badValue(Attribute attribute) {
        return new SyntaxException(new Reply(501, "5.5.4", "Bad value of " + attribute));
    }

    /** Null if it was not given, or is not known. */
    private String known(Attribute attribute) {
        String value = values.getOrDefault(attribute, "");
        return value.isEmpty() ? null : value;
    }

    private Client.Endpoint endpoint(Client.Endpoint before, Attribute address, Attribute port) {
        String told = values.get(address);
        if (told == null && (before == null || !values.containsKey(port))) {
            return before;
        }
        String host = told == null ? before.address() : address(told);
        return host == null ? null : new Client.Endpoint(host, known(port) == null ? 0 : Integer.parseInt(known(port)));
    }

    /** {@code 192.0.2.7} or {@code IPV6:2001:db8::7}; null for anything else. */
    private static String address(String text) {
        boolean tagged = Ascii.startsWith(text, 0, IPV6);
        String bare = tagged ? text.substring(IPV6.length()) : text;
        boolean known = tagged ? IpAddresses.isIpv6(bare) : IpAddresses.isIpv4(bare);
        return known ? IpAddresses.canonical(bare) : null;
    }

    private static Attribute attribute(String name) {
        return Arrays.stream(Attribute.values())
                .filter(known -> known.name().equals(Ascii.upper(name)))
                .findFirst()
                .orElse(null);
    }

    /** Xtext of UTF-8; empty for what is not known, and null for what is no such text, or nothing at all. */
    private static String decode(String text) {
        String upper = Ascii.upper(text);
        boolean unknown = upper.equals("[UNAVAILABLE]") || upper.equals("[TEMPUNAVAIL]");
        return unknown ? "" : text.isEmpty() ? null : Xtext.decodeUtf8(text);
    }
}
