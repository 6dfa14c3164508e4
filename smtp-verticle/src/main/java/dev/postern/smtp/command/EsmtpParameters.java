package dev.postern.smtp.command;

import dev.postern.contract.Client;
import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import dev.postern.contract.Sender;
import dev.postern.smtp.options.Limits;
import dev.postern.smtp.protocol.Ascii;
import dev.postern.smtp.protocol.PathParser;
import dev.postern.smtp.protocol.Replies;
import dev.postern.smtp.protocol.Xtext;
import dev.postern.smtp.session.Extension;
import dev.postern.smtp.session.Session;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameters that extensions add to MAIL and RCPT (RFC 5321 4.1.1.11): which there are, and what is wrong with those that a
 * client gives.
 */
final class EsmtpParameters {
    private static final String NOBODY = "<>";
    private static final int ENVELOPE_ID_LIMIT = 100;
    private static final int ORIGINAL_LIMIT = 500;
    private static final Pattern NOTIFY =
            Pattern.compile("NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY))*", Pattern.CASE_INSENSITIVE);
    private static final String NOTIFY_SYNTAX = "NOTIFY=NEVER, or a list of SUCCESS, FAILURE and DELAY";
    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9!#$%&'*/?^_`{|}~-]+");
    /** Of RFC 6533 3, without the control characters. */
    private static final String HEXPOINT = "20|2B|3D|5C|[89A-F][0-9A-F]|[1-9A-F][0-9A-F]{2}|[1-9A-CEF][0-9A-F]{3}"
            + "|D[0-7][0-9A-F]{2}|[1-9A-F][0-9A-F]{4}|10[0-9A-F]{4}";
    /** RFC 6533 3: what stands for itself, and what is written by its number. */
    private static final Pattern UTF8_ADDRESS =
            Pattern.compile("([^\\x00-\\x20\\x7f+=\\\\]|\\\\x\\{(" + HEXPOINT + ")\\})+");

    private static final Map<String, Parameter> OF_MAIL = table(
            new Parameter("SIZE", Extension.SIZE, value -> value.matches("[0-9]{1,20}"), "SIZE=octets"),
            choice("BODY", Extension.EIGHT_BIT, "7BIT", "8BITMIME", "BINARYMIME"),
            flag("SMTPUTF8", Extension.SMTPUTF8),
            flag("PRDR", Extension.PRDR),
            flag("REQUIRETLS", Extension.REQUIRETLS),
            new Parameter("AUTH", Extension.AUTH, EsmtpParameters::isMailbox, "AUTH=mailbox or AUTH=<>"),
            choice("RET", Extension.DSN, "FULL", "HDRS"),
            new Parameter("ENVID", Extension.DSN, EsmtpParameters::isEnvelopeId, "ENVID=xtext"));

    private static final Map<String, Parameter> OF_RCPT = table(
            new Parameter(
                    "NOTIFY", Extension.DSN, value -> NOTIFY.matcher(value).matches(), NOTIFY_SYNTAX),
            new Parameter("ORCPT", Extension.DSN, EsmtpParameters::isOriginal, "ORCPT=type;xtext"));

    private final Session session;
    private final Limits.PerMessage limits;

    /**
     * One of them.
     *
     * @param keyword in upper case
     * @param extension what the client must have been offered; else 555
     * @param valid whether a value, empty where the client gave none, is one of its values; else 501
     * @param syntax what was expected
     */
    private record Parameter(String keyword, Extension extension, Predicate<String> valid, String syntax) {}

    EsmtpParameters(Session session, Limits.PerMessage limits) {
        this.session = session;
        this.limits = limits;
    }

    /** What is wrong with the parameters of a sender, or with its address without one, or null. */
    Reply objection(Sender sender) {
        Reply objection = objection(OF_MAIL, sender.parameters(), this::beyond);
        boolean declared = sender.parameters().containsKey("SMTPUTF8");
        return objection == null && !declared && sender.address().isInternational() ? Replies.UTF8_SENDER : objection;
    }

    /** What is wrong with the parameters of a recipient, or with its address without SMTPUTF8, or null. */
    Reply objection(Recipient recipient) {
        boolean international = session.transaction().isInternational();
        Reply objection = objection(
                OF_RCPT,
                recipient.parameters(),
                (keyword, value) -> international || Ascii.isAscii(value) ? null : Replies.UTF8_RECIPIENT);
        return objection == null && !international && recipient.address().isInternational()
                ? Replies.UTF8_RECIPIENT
                : objection;
    }

    /**
     * As everybody has to take it: what a client says of who has written the message counts nothing as long as it has not said
     * who it is itself (RFC 4954 5).
     */
    static Sender trusted(Sender given, Client client) {
        if (!given.parameters().containsKey("AUTH") || client.user() != null) {
            return given;
        }
        Map<String, String> trusted = new LinkedHashMap<>(given.parameters());
        trusted.put("AUTH", NOBODY);
        return new Sender(given.address(), trusted);
    }

    /** @param beyond what is wrong with a value that is well-formed, or null */
    private Reply objection(
            Map<String, Parameter> known, Map<String, String> given, BiFunction<String, String, Reply> beyond) {
        for (Map.Entry<String, String> one : given.entrySet()) {
            Reply objection = objection(known.get(one.getKey()), one.getKey(), one.getValue());
            if (objection == null) {
                objection = beyond.apply(one.getKey(), one.getValue());
            }
            if (objection != null) {
                return objection;
            }
        }
        return null;
    }

    /** @param parameter null for one that at most plugins understand */
    private Reply objection(Parameter parameter, String keyword, String value) {
        boolean offered = parameter == null
                ? session.extensions().adds(keyword)
                : session.extensions().offers(parameter.extension);
        if (!offered || !session.client().greeting().esmtp()) {
            return Replies.PARAMETER;
        }
        return parameter == null || parameter.valid.test(value) ? null : Replies.missing(parameter.syntax);
    }

    private Reply beyond(String keyword, String value) {
        boolean binary = keyword.equals("BODY") && Ascii.upper(value).equals("BINARYMIME");
        if (binary && !session.extensions().offers(Extension.BINARYMIME)) {
            return Replies.PARAMETER;
        }
        return keyword.equals("SIZE") && isTooLarge(value) ? Replies.TOO_LARGE : null;
    }

    private boolean isTooLarge(String size) {
        return new BigInteger(size).compareTo(BigInteger.valueOf(limits.size())) > 0;
    }

    /** One that takes no value. */
    private static Parameter flag(String keyword, Extension extension) {
        return new Parameter(keyword, extension, String::isEmpty, keyword + " without a value");
    }

    /** One that takes one of these, in any case. */
    private static Parameter choice(String keyword, Extension extension, String... values) {
        String syntax = keyword + "=" + String.join("|", values);
        return new Parameter(keyword, extension, value -> List.of(values).contains(Ascii.upper(value)), syntax);
    }

    /** All of a command, by keyword. */
    private static Map<String, Parameter> table(Parameter... all) {
        return Stream.of(all).collect(Collectors.toMap(Parameter::keyword, Function.identity()));
    }

    /** RFC 4954 5: a mailbox as xtext, or that nobody is known. */
    private static boolean isMailbox(String value) {
        String mailbox = Xtext.decode(value);
        return value.equals(NOBODY) || mailbox != null && PathParser.isMailbox(mailbox);
    }

    /** RFC 3461 4.4. */
    private static boolean isEnvelopeId(String value) {
        return !value.isEmpty() && value.length() <= ENVELOPE_ID_LIMIT && Xtext.decode(value) != null;
    }

    /** RFC 3461 4.2; an address of UTF-8 has an encoding of its own (RFC 6533 3). */
    private static boolean isOriginal(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 0
                || semicolon == value.length() - 1
                || Ascii.octets(value, 0, value.length()) > ORIGINAL_LIMIT) {
            return false;
        }
        String type = value.substring(0, semicolon);
        String address = value.substring(semicolon + 1);
        return Ascii.upper(type).equals("UTF-8")
                ? UTF8_ADDRESS.matcher(address).matches()
                : ADDRESS_TYPE.matcher(type).matches() && Xtext.decode(address) != null;
    }
}
