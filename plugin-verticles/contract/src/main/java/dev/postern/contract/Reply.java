package dev.postern.contract;

import dev.postern.contract.json.Json;
import dev.postern.contract.json.MalformedException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An SMTP reply (RFC 5321 4.2) with its enhanced status code (RFC 3463). No text from a plugin can break the dialogue: a
 * reply with a line break in it, or with a status of another class than its code, cannot be built.
 *
 * @param code 200 to 599
 * @param status as {@code 5.1.1}, or null where none belongs (greeting, EHLO, 354)
 * @param text one or more lines, each at most {@value #LINE_LIMIT} octets in UTF-8; with 334 {@value #CHALLENGE_LIMIT}
 */
public record Reply(int code, String status, List<String> text) {
    /** Leaves room for code, status and CR LF within the 512 octets of RFC 5321 4.5.3.1.5. */
    public static final int LINE_LIMIT = 480;

    /** The longest line of base64 that fits an authentication exchange (RFC 4954 4) with its code and CR LF. */
    static final int CHALLENGE_LIMIT = 12_288 - 6;

    private static final int LINES_LIMIT = 100;
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    /** @throws MalformedException if a part breaks the rules above */
    public Reply {
        if (code < 200 || code > 599) {
            throw new MalformedException("reply code " + code + ", expected 200 to 599");
        }
        requireStatus(code, status);
        text = List.copyOf(text);
        if (text.isEmpty() || text.size() > LINES_LIMIT) {
            throw new MalformedException("a reply of " + text.size() + " lines, expected 1 to " + LINES_LIMIT);
        }
        int limit = code == 334 ? CHALLENGE_LIMIT : LINE_LIMIT;
        text.forEach(line -> requireLine(line, limit));
    }

    public Reply(int code, String status, String text) {
        this(code, status, List.of(text));
    }

    /** Whether the code says yes: 2xx or 3xx. */
    public boolean isPositive() {
        return code < 400;
    }

    /** Whether the code says "not now": 4xx. */
    public boolean isTransient() {
        return code >= 400 && code < 500;
    }

    /** Whether the server closes the connection after it: 421 or 521. */
    public boolean hangsUp() {
        return code == 421 || code == 521;
    }

    /** The same code with another text. */
    public Reply withText(String otherStatus, List<String> lines) {
        return new Reply(code, otherStatus == null ? status : otherStatus, lines);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("code", code);
        Json.put(json, "status", status);
        return json.put("text", Json.array(text, line -> line));
    }

    public static Reply fromJson(JsonObject json) {
        return new Reply(
                Json.required("code", Json.whole(json, "code")), json.getString("status"), Json.strings(json, "text"));
    }

    /** As on the wire, each line ended by CR LF. */
    public String toWire() {
        StringBuilder wire = new StringBuilder(64);
        for (int i = 0; i < text.size(); i++) {
            wire.append(code).append(i == text.size() - 1 ? ' ' : '-');
            if (status != null) {
                wire.append(status).append(' ');
            }
            wire.append(text.get(i)).append("\r\n");
        }
        return wire.toString();
    }

    /** The first line as a person would say it: {@code 550 5.1.1 no such user}. */
    @Override
    public String toString() {
        return code + (status == null ? " " : " " + status + " ") + text.get(0);
    }

    private static void requireStatus(int code, String status) {
        if (status != null && (!STATUS.matcher(status).matches() || status.charAt(0) != (char) ('0' + code / 100))) {
            throw new MalformedException(
                    "enhanced status '" + status + "' with code " + code + ", expected " + code / 100 + ".x.y");
        }
    }

    static void requireLine(String line) {
        requireLine(line, LINE_LIMIT);
    }

    private static void requireLine(String line, int limit) {
        // Of no character are there more than three octets.
        int octets = 3 * line.length() <= limit ? 0 : line.getBytes(StandardCharsets.UTF_8).length;
        if (octets > limit) {
            throw new MalformedException("a reply line of " + octets + " octets, expected at most " + limit);
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                throw new MalformedException("a reply line holds no CR, LF, NUL or other control character");
            }
        }
    }
}
