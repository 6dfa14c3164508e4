package dev.postern.smtp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.smtp.options.SmtpOptions;
import dev.postern.smtp.protocol.Line;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            nullValues = "none",
            value = {
                "QUIT|QUIT|none",
                "quit|QUIT|none",
                "QUIT  \t |QUIT|none",
                "MAIL FROM:<a@b>|MAIL|FROM:<a@b>",
                "mail From:<A@b> \t|MAIL|From:<A@b>",
                "NOOP   three  spaces|NOOP|three  spaces",
                "NOOP \t tab|NOOP|\t tab",
                "AUTH PLAIN =|AUTH|PLAIN =",
                "MAIL\tFROM:<a@b>|MAIL\tFROM:<A@B>|none",
                "''|''|none",
                "'  '|''|none",
                " QUIT|''|QUIT",
                "   QUIT|''|QUIT",
                "r\u017fet|R\u017fET|none",
                "gr\u00fc\u00df x|GR\u00fc\u00df|x",
            })
    void takesALineApartAtItsFirstSpaces(String line, String verb, String argument) {
        CommandLine given = CommandLine.parse(new Line(line), SmtpOptions.Protocol.SMTP);
        assertEquals(verb, given.verb());
        assertEquals(argument, given.argument());
    }

    @ParameterizedTest
    @CsvSource({
        "EHLO, SMTP, EHLO",
        "EHLO, LMTP,",
        "LHLO, SMTP,",
        "LHLO x, LMTP, LHLO",
        "rcpt TO:<a@b>, LMTP, RCPT",
        "XYZZY, SMTP,"
    })
    void knowsTheCommandsOfTheProtocolSpoken(String line, SmtpOptions.Protocol spoken, Command command) {
        assertEquals(command, CommandLine.parse(new Line(line), spoken).command());
    }
}
