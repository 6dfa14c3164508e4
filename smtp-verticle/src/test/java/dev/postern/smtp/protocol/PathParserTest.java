package dev.postern.smtp.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Address;
import dev.postern.contract.Sender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathParserTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            value = {
                "<ann@example.org>; ann; example.org",
                "<Ann@Example.ORG>; Ann; Example.ORG",
                "<ann@localhost>; ann; localhost",
                "<a.b.c@x-y.example>; a.b.c; x-y.example",
                "<!#$%&'*+-/=?^_`{|}~~@b>; !#$%&'*+-/=?^_`{|}~~; b",
                "<host!user%relay@b>; host!user%relay; b",
                "<\"a b\"@c>; a b; c",
                "<\"ann\"@c>; ann; c",
                "<\"a\\\"b\\\\c\\d\"@e>; a\"b\\cd; e",
                "<\"a@b>c\"@d>; a@b>c; d",
                "<\"\"@a>; ~~; a",
                "<a@[192.0.2.7]>; a; [192.0.2.7]",
                "<a@[IPv6:2001:db8::7]>; a; [IPv6:2001:db8::7]",
                "<a@192.0.2.7>; a; 192.0.2.7",
                "<@a.example,@b.example:user@c.example>; user; c.example",
                "<@a.example:\"u v\"@c.example>; u v; c.example",
                "<jürgen@exämple.org>; jürgen; exämple.org",
                "<\"jürgen x\"@exämple.org>; jürgen x; exämple.org",
                "<用户@例え.テスト>; 用户; 例え.テスト",
                "<\uD83D\uDE00@b>; \uD83D\uDE00; b",
            })
    void readsAMailbox(String path, String local, String domain) throws SyntaxException {
        Address expected = new Address(local, domain);
        assertEquals(expected, PathParser.mail("FROM:" + path).address());
        assertEquals(expected, PathParser.rcpt("TO:" + path).address());
    }

    @Test
    void theNullPathIsForSendersOnly() throws SyntaxException {
        assertEquals(Address.EMPTY, PathParser.mail("FROM:<>").address());
        assertEquals(Map.of("SIZE", "7"), PathParser.mail("FROM:<> SIZE=7").parameters());
        assertRefused("501 5.1.3 recipient address: it is empty", () -> PathParser.rcpt("TO:<>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Postmaster", "postmaster", "POSTMASTER"})
    void thePostmasterNeedsNoDomainAsARecipient(String name) throws SyntaxException {
        assertEquals(new Address(name, ""), PathParser.rcpt("TO:<" + name + ">").address());
        assertRefused("501 5.1.7 sender address: the domain is missing", () -> PathParser.mail("FROM:<" + name + ">"));
    }

    @Test
    void aLetterThatOnlyFoldsToOneOfPostmasterIsNoPostmaster() {
        assertRefused(
                "501 5.1.3 recipient address: the domain is missing", () -> PathParser.rcpt("TO:<po\u017ftmaster>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FROM:<a@b>", "from:<a@b>", "From: <a@b>", "FROM:   <a@b>"})
    void theKeywordComesInAnyCaseAndSpacesMayFollowTheColon(String argument) throws SyntaxException {
        assertEquals(new Address("a", "b"), PathParser.mail(argument).address());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "FROM",
                "FROM:",
                "FROM: ",
                "FROM :<a@b>",
                " FROM:<a@b>",
                "TO:<a@b>",
                "<a@b>",
                "FROM:a@b",
                "FROM:<a@b",
                "FROM:a@b>",
                "FROM:<",
                "FROM:<\"a>\"@b",
                "FROM:<a@b>SIZE=1",
                "FROM:<a@b>>",
                "FROM:Ann <a@b>",
            })
    void tellsTheSyntaxIfThereIsNoBracketedPath(String argument) {
        assertRefused("501 5.5.4 Syntax: MAIL FROM:<address>", () -> PathParser.mail(argument));
    }

    @Test
    void tellsTheSyntaxOfRcptToo() {
        assertRefused("501 5.5.4 Syntax: RCPT TO:<address>", () -> PathParser.rcpt("TO:a@b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<@>",
                "<a>",
                "<a@>",
                "<@b>",
                "< a@b>",
                "<a@b >",
                "<a @b>",
                "<a b@c>",
                "<.a@b>",
                "<a.@b>",
                "<a..b@c>",
                "<a@b@c>",
                "<a(c)@b>",
                "<a,b@c>",
                "<a:b@c>",
                "<a;b@c>",
                "<a[b@c>",
                "<<a@b>",
                "<a\"b\"@c>",
                "<\"a\"b@c>",
                "<\"a\".b@c>",
                "<\"a@b>",
                "<\"a\\\"@b>",
                "<\"a\\ü\"@b>",
                "<a\\b@c>",
                "<\"a\">",
                "<\"Postmaster\">",
                "<a@.b>",
                "<a@b.>",
                "<a@b..c>",
                "<a@-b>",
                "<a@b->",
                "<a@b_c>",
                "<a@b c>",
                "<a@b,c>",
                "<a@(b)>",
                "<a@[]>",
                "<a@[192.0.2.256]>",
                "<a@[::1]>",
                "<a@[tag:content]>",
                "<a@[192.0.2.7].b>",
                "<a@[192.0.2.7>",
                "<@a.example>",
                "<@a.example:>",
                "<@a.example,:u@c>",
                "<@a.example,b.example:u@c>",
                "<@a_b:u@c>",
                "<@:u@c>",
                "<@[192.0.2.7]:u@c>",
                "<@a.example:@b.example:u@c>",
                "<@a.example u@c>",
                "<@a.example:Postmaster>",
                "<a@b\u3002c>",
                "<a@b\uff0ec>",
                "<a@\u212aelvin>",
                "<a@b\u00a0c>",
                "<a@b\u202ec>",
                "<a@b\u2028c>",
                "<a@b\ue000c>",
            })
    void refusesAMalformedMailboxWithTheStatusOfItsSide(String path) {
        assertStatus("5.1.7", () -> PathParser.mail("FROM:" + path));
        assertStatus("5.1.3", () -> PathParser.rcpt("TO:" + path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\r", "\n", "\t", "\u001b", "\u007f", "\u0085", "\u009f"})
    void controlCharactersAreRefusedWhereverTheyAre(String control) {
        for (String format : List.of("FROM:<a%s@b>", "FROM:<\"a%s\"@b>", "FROM:<a@b%s>", "FROM:<a@b> X=%s", "%s")) {
            assertRefused(
                    "501 5.5.2 control characters have no place in a command",
                    () -> PathParser.mail(String.format(format, control)));
        }
    }

    @Test
    void aLocalPartMayHave64OctetsAsItIsWritten() throws SyntaxException {
        String refusal = "501 5.1.7 sender address: the local part is longer than 64 octets";
        PathParser.mail("FROM:<" + "a".repeat(64) + "@b>");
        PathParser.mail("FROM:<" + "ü".repeat(32) + "@b>");
        PathParser.mail("FROM:<\"" + "a".repeat(62) + "\"@b>");
        assertRefused(refusal, () -> PathParser.mail("FROM:<" + "a".repeat(65) + "@b>"));
        assertRefused(refusal, () -> PathParser.mail("FROM:<" + "ü".repeat(32) + "a@b>"));
        assertRefused(refusal, () -> PathParser.mail("FROM:<" + "\uD83D\uDE00".repeat(16) + "a@b>"));
        assertRefused(refusal, () -> PathParser.mail("FROM:<\"" + "a".repeat(63) + "\"@b>"));
    }

    @Test
    void aPathMayHave256OctetsAndADomain255() throws SyntaxException {
        String label = "d".repeat(63);
        String domain252 = String.join(".", label, label, label, "d".repeat(60));
        assertEquals(
                domain252, PathParser.rcpt("TO:<a@" + domain252 + ">").address().domain());
        assertRefused(
                "501 5.1.3 recipient address: the path is longer than 256 octets",
                () -> PathParser.rcpt("TO:<ab@" + domain252 + ">"));
        assertRefused(
                "501 5.1.3 recipient address: the path is longer than 256 octets",
                () -> PathParser.rcpt("TO:<@r:a@" + domain252 + ">"));
        assertRefused(
                "501 5.1.3 recipient address: the domain is longer than 255 octets",
                () -> PathParser.rcpt("TO:<a@" + domain252 + ".abc>"));
        assertRefused(
                "501 5.1.3 recipient address: the domain is longer than 255 octets",
                () -> PathParser.rcpt("TO:<@" + domain252 + ".abc:a@b>"));
        assertRefused(
                "501 5.1.3 recipient address: the domain is malformed",
                () -> PathParser.rcpt("TO:<a@" + label + "d.example>"));
    }

    @Test
    void parametersKeepTheirOrderAndTheirValues() throws SyntaxException {
        Sender path = PathParser.mail("FROM:<a@b> size=1000 BODY=8BITMIME SMTPUTF8 AUTH=<> X-1=ü!~<,>");
        assertEquals(
                List.of("SIZE", "BODY", "SMTPUTF8", "AUTH", "X-1"),
                List.copyOf(path.parameters().keySet()));
        assertEquals(
                List.of("1000", "8BITMIME", "", "<>", "ü!~<,>"),
                List.copyOf(path.parameters().values()));
        assertThrows(
                UnsupportedOperationException.class, () -> path.parameters().clear());
    }

    @Test
    void takesAnyNumberOfSpacesBeforeAParameter() throws SyntaxException {
        Sender path = PathParser.mail("FROM:  <a@b>   SIZE=1  BODY=7BIT");
        assertEquals(Map.of("SIZE", "1", "BODY", "7BIT"), path.parameters());
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "=1", "SIZE=", "SIZE=1=2", "-X", "X_Y", "ü", "ſize=1", ""})
    void refusesAMalformedParameter(String parameters) {
        assertRefused(
                "501 5.5.4 a parameter is malformed, expected KEYWORD or KEYWORD=value",
                () -> PathParser.mail("FROM:<a@b> " + parameters));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE=1 SIZE=1", "SIZE=1 size=2", "X Y X"})
    void refusesAParameterGivenTwice(String parameters) {
        assertRefused("501 5.5.4 a parameter is given twice", () -> PathParser.rcpt("TO:<a@b> " + parameters));
    }

    private static void assertRefused(String reply, Executable parse) {
        assertEquals(reply, assertThrows(SyntaxException.class, parse).reply().toString());
    }

    private static void assertStatus(String status, Executable parse) {
        SyntaxException refusal = assertThrows(SyntaxException.class, parse);
        assertEquals(501, refusal.reply().code());
        assertEquals(status, refusal.reply().status(), refusal.getMessage());
        assertTrue(refusal.reply().text().get(0).chars().allMatch(c -> c >= ' ' && c < 0x7f));
    }
}
