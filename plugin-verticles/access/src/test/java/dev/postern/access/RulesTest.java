package dev.postern.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.access.Rule.Verdict;
import dev.postern.contract.Network;
import dev.postern.support.BadFileException;
import dev.postern.support.TextFile;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, false, 24",
        "192.0.2.130, true, 25",
        "192.0.2.129, false, 32",
        "::ffff:192.0.2.130, true, 25",
        "192.0.3.1, true, 0",
        "255.255.255.255, true, 0",
        "2001:db8::1, false, 32",
        "2001:db8:0:1::1, true, 64",
        "2001:db8:0:1:8000::1, false, 65",
        "2001:DB8:0:1::%eth0, true, 64",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, false, 128"
    })
    void theSmallestNetworkDecides(String address, boolean allows, int prefix) {
        Rules rules = Rules.of(List.of(
                "allow 0.0.0.0/0",
                "deny 192.0.2.0/24",
                "allow 192.0.2.128/25",
                "deny 192.0.2.129",
                "deny 2001:db8::/32",
                "allow 2001:db8:0:1::/64",
                "deny 2001:db8:0:1:8000::/65",
                "deny ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        Rules.Match match = rules.find(address);
        assertEquals(allows, match.verdict().allows());
        assertEquals(prefix, match.prefix());
    }

    @ParameterizedTest
    @CsvSource({"2001:db8::1", "192.0.3.0", "not an address", "''"})
    void whatIsInNoNetworkHasNoRule(String address) {
        assertNull(Rules.of(List.of("deny 192.0.2.0/24")).find(address));
    }

    @Test
    void aRuleMayStandTwiceAndMayNotContradict() throws Exception {
        assertEquals(1, read("deny 192.0.2.0/24", "deny 192.0.2.0/24 again").size());
        assertBad(
                3,
                "the network is in line 1 with the opposite, expected one of them",
                "deny 192.0.2.0/24",
                "# the same",
                "allow 192.0.2.0/24");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permit 192.0.2.1 | 'permit 192.0.2.1', expected 'allow NETWORK' or 'deny NETWORK text'",
                "192.0.2.1 | '192.0.2.1', expected 'allow NETWORK' or 'deny NETWORK text'",
                "deny 192.0.2.1/24 | '192.0.2.1/24' has bits behind its first 24, expected 192.0.2.0/24",
                "deny 192.0.2.0/33 | '192.0.2.0/33': '33' leading bits, expected a number from 0 to 32",
                "deny mx.example.org | 'mx.example.org', expected an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32",
                "allow 192.0.2.1 friends | 'friends' behind a network that is allowed, expected 'allow NETWORK' or 'deny NETWORK text'",
                "deny 192.0.2.1 gr\u00fc\u00dfe | 'gr\u00fc\u00dfe', expected at most 400 printable ASCII characters"
            })
    void aBadRuleIsRefusedWithFileAndLine(String rule, String complaint) {
        assertBad(2, complaint, "allow 10.0.0.0/8 # at home", rule);
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> new AccessOptions(null, List.of(rule), true, 554));
        assertEquals(complaint, refused.getMessage());
    }

    /** A million networks, against the plain search through some of them. */
    @Test
    void aMillionNetworksAreSearchedAsAFewAre() throws Exception {
        Random random = new Random(7);
        List<Rule> some = new ArrayList<>();
        Path file = folder.resolve("million");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 1_000_000; i++) {
                // 0.0.0.0 to 15.66.63.255 as single addresses: none is in a network below.
                writer.write("deny " + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff) + ".1\n");
            }
            for (int i = 0; i < 300; i++) {
                String verb = random.nextBoolean() ? "allow " : "deny ";
                Network network = Network.around(address(random), 4 + random.nextInt(28), 128);
                if (some.stream().noneMatch(rule -> rule.network().equals(network))) {
                    some.add(Rule.parse(verb + network));
                    writer.write(verb + network + "\n");
                }
            }
        }
        Rules rules = TextFile.read(file, new Rules.Reader());
        assertEquals(1_000_000 + some.size(), rules.size());
        assertEquals(32, rules.find("15.66.63.1").prefix());
        for (int i = 0; i < 2_000; i++) {
            String address = address(random);
            Rules.Match match = rules.find(address);
            assertEquals(expected(some, address), match == null ? null : match.verdict(), address);
        }
    }

    private static String address(Random random) {
        return 128 + random.nextInt(96) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                + random.nextInt(256);
    }

    private static Verdict expected(List<Rule> rules, String address) {
        Rule smallest = null;
        for (Rule rule : rules) {
            boolean smaller = smallest == null
                    || rule.network().prefix() > smallest.network().prefix();
            if (smaller && rule.network().contains(address)) {
                smallest = rule;
            }
        }
        return smallest == null ? null : smallest.verdict();
    }

    private void assertBad(int line, String complaint, String... lines) {
        BadFileException refused = assertThrows(BadFileException.class, () -> read(lines));
        assertEquals(folder.resolve("rules") + ":" + line + ": " + complaint, refused.getMessage());
    }

    private Rules read(String... lines) throws Exception {
        return TextFile.read(
                Files.writeString(folder.resolve("rules"), String.join("\n", lines) + "\n"), new Rules.Reader());
    }
}
