package dev.postern.contract;

import dev.postern.contract.json.MalformedException;
import java.util.regex.Pattern;

/** The grammar of a line of the EHLO reply (RFC 5321 4.1.1.1), without its code. */
public final class EhloLine {
    /** As {@code SIZE}. */
    public static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");
    /** As {@code SIZE 1000}. */
    static final Pattern LINE = Pattern.compile(KEYWORD.pattern() + "( [!-~]+)*");

    private EhloLine() {}

    static void require(String text, Pattern pattern) {
        if (!pattern.matcher(text).matches()) {
            throw new MalformedException("EHLO "
                    + (pattern == KEYWORD ? "keyword '" + text + "', expected" : "line '" + text + "', expected")
                    + " letters, digits and '-'"
                    + (pattern == KEYWORD ? "" : ", then printable ASCII words behind single spaces"));
        }
        Reply.requireLine(text);
    }
}
