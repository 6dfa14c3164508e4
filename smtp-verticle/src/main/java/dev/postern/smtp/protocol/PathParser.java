package dev.postern.smtp.protocol;

import dev.postern.contract.Address;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Sender;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the arguments of MAIL and RCPT (RFC 5321 4.1.2, RFC 6531 3.3), in one pass.
 *
 * <p>Strict, but for spaces behind the colon, and more than one before a parameter. Non-ASCII addresses are read; the caller
 * checks with {@link Address#isInternational()} whether they need SMTPUTF8. Sizes are octets of UTF-8 as they came, quotes and
 * brackets included (RFC 5321 4.5.3.1).
 */
public final class PathParser {
    private static final int LOCAL_LIMIT = 64;
    private static final int DOMAIN_LIMIT = 255;
    private static final int PATH_LIMIT = 256;

    private static final String POSTMASTER = "<POSTMASTER>";
    private static final String ATEXT =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~";

    /** What differs between the two commands. */
    private enum Side {
        SENDER("FROM:", "Syntax: MAIL FROM:<address>", "5.1.7", "sender address: "),
        RECIPIENT("TO:", "Syntax: RCPT TO:<address>", "5.1.3", "recipient address: ");

        private final String prefix;
        private final String syntax;
        private final String status;
        private final String subject;

        Side(String prefix, String syntax, String status, String subject) {
            this.prefix = prefix;
            this.syntax = syntax;
            this.status = status;
            this.subject = subject;
        }
    }

    private final Side side;
    private final String text;
    private int at;

    private PathParser(Side side, String text) {
        this.side = side;
        this.text = text;
    }

    /**
     * Reads {@code FROM:<reverse-path> [SP parameters]} (RFC 5321 4.1.1.2). A source route is dropped (appendix C).
     *
     * @param argument without white space at its end; null if there is none
     * @throws SyntaxException 501: 5.1.7 for the address, 5.5.4 for all else, 5.5.2 for control characters
     */
    public static Sender mail(String argument) throws SyntaxException {
        PathParser parser = new PathParser(Side.SENDER, argument == null ? "" : argument);
        parser.begin();
        return new Sender(parser.path(), parser.parameters());
    }

    /**
     * Reads {@code TO:<forward-path> [SP parameters]} (RFC 5321 4.1.1.3). A source route is dropped (appendix C).
     *
     * @param argument without white space at its end; null if there is none
     * @throws SyntaxException 501: 5.1.3 for the address, 5.5.4 for all else, 5.5.2 for control characters
     */
    public static Recipient rcpt(String argument) throws SyntaxException {
        PathParser parser = new PathParser(Side.RECIPIENT, argument == null ? "" : argument);
        parser.begin();
        return new Recipient(parser.path(), parser.parameters());
    }

    /** Whether this is a mailbox and nothing else, as {@code anna@example.net}. */
    public static boolean isMailbox(String text) {
        PathParser parser = new PathParser(Side.SENDER, text + ">");
        try {
            parser.mailbox();
            return parser.at == parser.text.length();
        } catch (SyntaxException e) {
            return false;
        }
    }

    /** All before the path. */
    private void begin() throws SyntaxException {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw refusal("5.5.2", "control characters have no place in a command");
        }
        if (!Ascii.startsWith(text, 0, side.prefix)) {
            throw badSyntax();
        }
        at = side.prefix.length();
        while (next() == ' ') {
            at++;
        }
        if (next() != '<' || text.indexOf('>', at) < 0) {
            throw badSyntax();
        }
    }

    private Address path() throws SyntaxException {
        int start = at;
        Address address = special();
        if (address == null) {
            at++;
            if (next() == '@') {
                skipRoute();
            }
            address = mailbox();
        }
        requireAtMost(PATH_LIMIT, "path", start, at);
        return address;
    }

    /** Reads {@code <>} and {@code <Postmaster>}, which hold no mailbox; null if here is none of them. */
    private Address special() throws SyntaxException {
        if (text.startsWith("<>", at)) {
            if (side == Side.RECIPIENT) {
                throw badAddress("it is empty");
            }
            at += 2;
            return Address.EMPTY;
        }
        if (side == Side.RECIPIENT && Ascii.startsWith(text, at, POSTMASTER)) {
            int start = at + 1;
            at += POSTMASTER.length();
            return new Address(text.substring(start, at - 1), "");
        }
        return null;
    }

    /** Skips {@code @a.example,@b.example:}, which is accepted and ignored (RFC 5321 4.1.1.3). */
    private void skipRoute() throws SyntaxException {
        char delimiter;
        do {
            if (next() != '@') {
                throw badAddress("the source route is malformed");
            }
            int start = ++at;
            while (at < text.length() && ",:>".indexOf(next()) < 0) {
                at++;
            }
            requireAtMost(DOMAIN_LIMIT, "domain", start, at);
            delimiter = next();
            if (delimiter != ',' && delimiter != ':' || !DomainName.isValid(text.substring(start, at))) {
                throw badAddress("the source route is malformed");
            }
            at++;
        } while (delimiter == ',');
    }

    private Address mailbox() throws SyntaxException {
        int start = at;
        String local = next() == '"' ? quotedString() : dotString();
        requireAtMost(LOCAL_LIMIT, "local part", start, at);
        if (next() != '@') {
            throw badAddress(next() == '>' ? "the domain is missing" : "the local part is malformed");
        }
        start = ++at;
        at = text.indexOf('>', at);
        if (at < 0) {
            throw badSyntax();
        }
        requireAtMost(DOMAIN_LIMIT, "domain", start, at);
        String domain = text.substring(start, at++);
        if (!DomainName.isValid(domain) && !AddressLiteral.isValid(domain)) {
            throw badAddress("the domain is malformed");
        }
        return new Address(local, domain);
    }

    private String dotString() throws SyntaxException {
        int start = at;
        boolean atomStarts = true;
        for (char c = next(); c == '.' || isAtext(c); c = next()) {
            if (c == '.' && atomStarts) {
                throw badAddress("the local part is malformed");
            }
            atomStarts = c == '.';
            at++;
        }
        if (atomStarts) {
            throw badAddress("the local part is malformed");
        }
        return text.substring(start, at);
    }

    private String quotedString() throws SyntaxException {
        StringBuilder local = new StringBuilder();
        at++;
        for (char c = next(); c != '"'; c = next()) {
            if (c == '\\') {
                at++;
                c = next();
                if (c > 0x7f) {
                    throw badAddress("the local part is malformed");
                }
            }
            if (c == 0) {
                throw badAddress("the local part has no closing quote");
            }
            local.append(c);
            at++;
        }
        at++;
        return local.toString();
    }

    private Map<String, String> parameters() throws SyntaxException {
        Map<String, String> parameters = new LinkedHashMap<>();
        while (at < text.length()) {
            if (next() != ' ') {
                throw badSyntax();
            }
            while (next() == ' ') {
                at++;
            }
            int start = at;
            int space = text.indexOf(' ', start);
            at = space < 0 ? text.length() : space;
            int equals = text.indexOf('=', start);
            boolean valued = equals >= 0 && equals < at;
            String keyword = Ascii.upper(text.substring(start, valued ? equals : at));
            String value = valued ? text.substring(equals + 1, at) : "";
            if (!isKeyword(keyword) || valued && (value.isEmpty() || value.indexOf('=') >= 0)) {
                throw refusal("5.5.4", "a parameter is malformed, expected KEYWORD or KEYWORD=value");
            }
            if (parameters.put(keyword, value) != null) {
                throw refusal("5.5.4", "a parameter is given twice");
            }
        }
        return parameters;
    }

    /** The character to be read next; NUL at the end of the text, in which there is none. */
    private char next() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void requireAtMost(int limit, String part, int from, int to) throws SyntaxException {
        if (Ascii.octets(text, from, to) > limit) {
            throw badAddress("the " + part + " is longer than " + limit + " octets");
        }
    }

    private SyntaxException badSyntax() {
        return refusal("5.5.4", side.syntax);
    }

    private SyntaxException badAddress(String why) {
        return refusal(side.status, side.subject + why);
    }

    private static SyntaxException refusal(String status, String why) {
        return new SyntaxException(new Reply(501, status, why));
    }

    private static boolean isAtext(char c) {
        return c > 0x7f || ATEXT.indexOf(c) >= 0;
    }

    private static boolean isKeyword(String keyword) {
        return !keyword.isEmpty()
                && keyword.charAt(0) != '-'
                && keyword.chars().allMatch(c -> Ascii.isLetterOrDigit(c) || c == '-');
    }
}
