package dev.postern.smtp;

import dev.postern.contract.Reply;
import dev.postern.contract.Sender;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of MAIL: which there are, what is wrong with those that a client gives, and what they come to. */
final class SenderParameters {
    private static final String AUTH = "AUTH";
    private static final String BODY = "BODY";
    private static final String SIZE = "SIZE";
    private static final String NOBODY = "<>";
    private static final int ENVELOPE_ID_LIMIT = 100;

    private static final Map<String, Parameter> KNOWN = Parameter.table(
            new Parameter(SIZE, Offer::size, value -> value.matches("[0-9]{1,20}"), "SIZE=octets"),
            Parameter.choice(BODY, Offer::eightBit, "7BIT", "8BITMIME", "BINARYMIME"),
            Parameter.flag("SMTPUTF8", Offer::international),
            Parameter.flag("PRDR", Offer::prdr),
            Parameter.flag("REQUIRETLS", Offer::requireTls),
            new Parameter(AUTH, Offer::authIsOffered, SenderParameters::isMailbox, "AUTH=mailbox or AUTH=<>"),
            Parameter.choice("RET", Offer::dsn, "FULL", "HDRS"),
            new Parameter("ENVID", Offer::dsn, SenderParameters::isEnvelopeId, "ENVID=xtext"));

    private final Talk talk;

    SenderParameters(Talk talk) {
        this.talk = talk;
    }

    /** What is wrong with the parameters of a sender, or with its address without one, or null. */
    Reply objection(Sender sender) {
        for (Map.Entry<String, String> given : sender.parameters().entrySet()) {
            Reply objection = objection(given.getKey(), given.getValue());
            if (objection != null) {
                return objection;
            }
        }
        boolean declared = sender.parameters().containsKey("SMTPUTF8");
        return sender.address().isInternational() && !declared ? Replies.UTF8_SENDER : null;
    }

    /**
     * As everybody has to take it: what a client says of who has written the message counts nothing as long as it has not said
     * who it is itself (RFC 4954 5).
     */
    Sender trusted(Sender given) {
        if (!given.parameters().containsKey(AUTH) || talk.client().user() != null) {
            return given;
        }
        Map<String, String> trusted = new LinkedHashMap<>(given.parameters());
        trusted.put(AUTH, NOBODY);
        return new Sender(given.address(), trusted);
    }

    private Reply objection(String keyword, String value) {
        Parameter parameter = KNOWN.get(keyword);
        if (!talk.client().greeting().esmtp()
                || parameter == null && !talk.offer().adds(keyword)) {
            return Replies.PARAMETER;
        }
        Reply objection = parameter == null ? null : parameter.objection(talk.offer(), value);
        return objection == null ? beyond(keyword, value) : objection;
    }

    /** What is wrong with a value that is well-formed, or null. */
    private Reply beyond(String keyword, String value) {
        return switch (keyword) {
            case SIZE -> isTooLarge(value) ? Replies.TOO_LARGE : null;
            case BODY -> isBinary(value) && !talk.offer().binary() ? Replies.PARAMETER : null;
            default -> null;
        };
    }

    private static boolean isBinary(String body) {
        return Ascii.upper(body).equals("BINARYMIME");
    }

    private boolean isTooLarge(String size) {
        long limit = talk.options().limits().message().size();
        return new BigInteger(size).compareTo(BigInteger.valueOf(limit)) > 0;
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
}
