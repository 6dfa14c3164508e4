package dev.postern.contract.json;

import java.util.regex.Pattern;

/** The grammar of a line of the EHLO reply (RFC 5321 4.1.1.1), without its code. */
public final class EhloLine {
    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");
    private static final Pattern LINE = Pattern.compile(KEYWORD.pattern() + "( [!-~]+)*");

    private EhloLine() {}

    /** Whether it is a keyword, as {@code SIZE}. */
    public static boolean isKeyword(String text) {
        return KEYWORD.matcher(text).matches();
    }

    /** @throws MalformedException if it is no keyword */
    public static void requireKeyword(String text) {
        if (!isKeyword(text)) {
            throw new MalformedException("EHLO keyword '" + text + "', expected letters, digits and '-'");
        }
    }

    /** @throws MalformedException if it is no keyword with its parameters, as {@code SIZE 1000} */
    public static void requireLine(String text) {
        if (!LINE.matcher(text).matches()) {
            throw new MalformedException("EHLO line '" + text
                    + "', expected letters, digits and '-', then printable ASCII words behind single spaces");
        }
    }
}
