package dev.postern.smtp;

import dev.postern.contract.Recipient;
import dev.postern.contract.Reply;
import java.util.Map;
import java.util.regex.Pattern;

/** The parameters of RCPT: which there are, and what is wrong with those that a client gives. */
final class RecipientParameters {
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

    private static final Map<String, Parameter> KNOWN = Parameter.table(
            new Parameter("NOTIFY", Offer::dsn, RecipientParameters::isNotify, NOTIFY_SYNTAX),
            new Parameter("ORCPT", Offer::dsn, RecipientParameters::isOriginal, "ORCPT=type;xtext"));

    private final Talk talk;

    RecipientParameters(Talk talk) {
        this.talk = talk;
    }

    /** What is wrong with the parameters of a recipient, or with its address without SMTPUTF8, or null. */
    Reply objection(Recipient recipient) {
        boolean international = talk.transaction().isInternational();
        for (Map.Entry<String, String> given : recipient.parameters().entrySet()) {
            Reply objection = objection(given.getKey(), given.getValue());
            if (objection != null) {
                return objection;
            }
            if (!international && !Ascii.isAscii(given.getValue())) {
                return Replies.UTF8_RECIPIENT;
            }
        }
        return recipient.address().isInternational() && !international ? Replies.UTF8_RECIPIENT : null;
    }

    private Reply objection(String keyword, String value) {
        Parameter parameter = KNOWN.get(keyword);
        if (!talk.client().greeting().esmtp()
                || parameter == null && !talk.offer().adds(keyword)) {
            return Replies.PARAMETER;
        }
        return parameter == null ? null : parameter.objection(talk.offer(), value);
    }

    /** RFC 3461 4.1. */
    private static boolean isNotify(String value) {
        return NOTIFY.matcher(value).matches();
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
