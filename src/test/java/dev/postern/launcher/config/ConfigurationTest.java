package dev.postern.launcher.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.launcher.yaml.Problem;
import dev.postern.launcher.yaml.YamlFile;
import dev.postern.smtp.options.ChainLink;
import dev.postern.smtp.options.ChainLink.FailurePolicy;
import dev.postern.smtp.options.SmtpOptions.TlsMode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    Path folder;

    @Test
    void nothingGivenIsTheDefaults() throws IOException {
        Configuration configuration = load("# nothing");
        assertEquals("localhost", configuration.section("smtp").getString("hostname"));
        assertEquals(300_000L, new SmtpSection(configuration).timeouts().command());
        assertEquals(
                TlsMode.STARTTLS,
                new SmtpSection(configuration).listeners().get(0).tls());
    }

    @Test
    void aListItemTakesTheDefaultsOfWhatItLeavesOut() throws IOException {
        Configuration configuration = load("smtp:\n  listeners:\n    - port: 25\n    - {port: 465, tls: implicit}");
        var listeners = new SmtpSection(configuration).listeners();
        assertEquals(2, listeners.size());
        assertEquals("127.0.0.1", listeners.get(0).host());
        assertEquals(TlsMode.IMPLICIT, listeners.get(1).tls());
    }

    @Test
    void timesAndSizesHaveUnits() throws IOException {
        Configuration configuration = load("smtp: {limits: {size: 2MiB}, timeouts: {command: 500ms, data: 1h}}");
        JsonObject smtp = configuration.section("smtp");
        assertEquals(2_097_152L, smtp.getJsonObject("limits").getLong("size"));
        assertEquals(500L, smtp.getJsonObject("timeouts").getLong("command"));
        assertEquals(3_600_000L, smtp.getJsonObject("timeouts").getLong("data"));
    }

    @Test
    void aFailurePolicyMayDifferByStage() throws IOException {
        ChainLink link = link("chains: {default: [{group: spf, on-failure: {connect: pass, rcptto: reject}}]}");
        assertEquals(FailurePolicy.PASS, link.onFailure().get(Stage.CONNECT));
        assertEquals(FailurePolicy.REJECT, link.onFailure().get(Stage.RCPTTO));
        assertEquals(
                FailurePolicy.PASS,
                link("chains: {default: [{group: spf, on-failure: pass}]}")
                        .onFailure()
                        .get(Stage.DATA));
    }

    @Test
    void anUnknownKeyNamesLineAndNearestKey() {
        assertProblems("smtp:\n  hostnam: a", ":2: smtp.hostnam: no such option; did you mean smtp.hostname?");
    }

    @Test
    void aKeyInTheWrongSectionIsFoundWhereItBelongs() {
        assertProblems("hostname: a", ":1: hostname: no such option; did you mean smtp.hostname?");
    }

    @Test
    void anUnknownPluginNamesTheKnownOnes() {
        assertProblems(
                "plugins:\n  spamassassin: {}",
                ":2: plugins.spamassassin: no such option; known here: " + named()
                        + " (one of your own has to have: class)");
    }

    @Test
    void aBadValueNamesWhatWasExpected() {
        assertProblems(
                "smtp:\n  listeners:\n    - port: 99999",
                ":3: smtp.listeners.0.port: 99999, expected a whole number from 0 to 65535");
        assertProblems(
                "smtp: {timeouts: {data: 5}}",
                ":1: smtp.timeouts.data: 5, expected a time such as 500ms, 5s, 5m or 1h, not 0");
        assertProblems(
                "smtp: here",
                ":1: smtp: 'here', expected options: hostname, instances, soft-bounce, bare-line-ends, mixed-refusal, listeners, limits, timeouts, budgets");
        assertProblems(
                "plugins: {recipients: {domains: a.example}}",
                ":1: plugins.recipients.domains: 'a.example', expected a list such as [a, b]");
        assertProblems(
                "smtp: {limits: {recipients: 50}}",
                ":1: smtp.limits.recipients: 50, expected a whole number from 100 to 1000000");
        assertProblems(
                "chains: {default: [{admits: true}]}",
                ":1: chains.default.0.group: missing, expected a name of lower-case letters, digits and '-', a letter first");
        assertProblems(
                "chains: {default: [{group: a, on-failure: {conect: pass}}]}",
                ":1: chains.default.0.on-failure.conect: no such stage; did you mean connect?");
        assertProblems("smtp: {listeners: []}", ":1: smtp.listeners: an empty list, expected at least 1");
    }

    @Test
    void aWrongItemOfAListNamesItsOwnIndex() {
        assertProblems(
                "plugins:\n  recipients:\n    domains:\n      - a b\n      - -x-\n",
                ":4: plugins.recipients.domains.0: 'a b', expected a domain name or an address literal",
                ":5: plugins.recipients.domains.1: domain '-x-', expected a name like example.org or an address literal like [192.0.2.7]");
    }

    @Test
    void aNetworkThatIsNoneIsToldFromWhatWasMeant() {
        assertProblems(
                "smtp:\n  listeners:\n    - proxy-from: [10.0.0.1/8]\n      xclient-from: [2001:db8::1/32]\n"
                        + "  limits: {exempt: [all, 10.0.0.0/33]}",
                ":3: smtp.listeners.0.proxy-from.0: '10.0.0.1/8' has bits behind its first 8, expected 10.0.0.0/8",
                ":4: smtp.listeners.0.xclient-from.0: '2001:db8::1/32' has bits behind its first 32, expected 2001:db8::/32",
                ":5: smtp.limits.exempt.0: 'all', expected an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32",
                ":5: smtp.limits.exempt.1: '10.0.0.0/33': '33' leading bits, expected a number from 0 to 32");
    }

    @Test
    void whatIsNotThereYetIsRefused() {
        assertProblems(
                "smtp: {mixed-refusal: bounce}\ninbox: {notifications: maildir}",
                ":1: smtp.mixed-refusal: bounce needs delivery status notifications, which are not there yet; expected reject",
                ":2: inbox.notifications: 'maildir', but there are no delivery status notifications yet; expected nothing");
    }

    @Test
    void rulesAreCheckedOneByOneAndThenTogether() {
        assertProblems(
                "plugins:\n  access:\n    rules:\n      - deny 192.0.2.0/24\n      - deny all\n",
                ":5: plugins.access.rules.1: 'all', expected an IP address or a network such as 192.0.2.0/24 or 2001:db8::/32");
        assertProblems(
                "plugins: {access: {rules: [deny 192.0.2.7, allow 192.0.2.7]}}",
                ":1: plugins.access.rules: 'allow 192.0.2.7' contradicts another rule");
        assertProblems(
                "plugins: {passwords: {delay: 2m, mechanisms: [CRAM-MD5]}}",
                ":1: plugins.passwords.delay: 120000 ms, expected at most 60000",
                ":1: plugins.passwords.mechanisms.0: 'CRAM-MD5', expected PLAIN, LOGIN, SCRAM-SHA-256, SCRAM-SHA-256-PLUS, OAUTHBEARER or EXTERNAL");
    }

    @Test
    void digitsAndDotsAreAnAddressOrASlipInOne() throws IOException {
        for (String slip : List.of("300.1.1.1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", "25")) {
            assertProblems(
                    "smtp: {listeners: [{host: '" + slip + "'}]}",
                    ":1: smtp.listeners.0.host: '" + slip + "', expected a host name or an IP address");
        }
        for (String host : List.of("0.0.0.0", "255.249.199.9", "'::'", "mx1.a.example", "1and1.example")) {
            load("smtp: {listeners: [{host: " + host + "}]}");
        }
    }

    @Test
    void allProblemsAreSaidAtOnce() {
        assertProblems(
                "smtp:\n  size: 5\n  hostname: a b\nlog:\n  level: loud\n",
                ":2: smtp.size: no such option; did you mean smtp.limits.size?",
                ":3: smtp.hostname: 'a b', expected a domain name",
                ":5: log.level: 'loud', expected error, warn, info, debug or trace");
    }

    @Test
    void aKeyGivenTwiceIsAProblem() {
        assertProblems("log:\n  level: info\n  level: warn", ":3: log.level: given twice, first in line 2");
    }

    @Test
    void brokenYamlNamesLineAndColumn() {
        assertProblems(
                "log:\n\tlevel: info",
                ":2: column 1: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)");
        assertProblems("- a", ":1: expected options as 'key: value', found a list");
        assertProblems("a", ":1: expected options as 'key: value', found a text");
    }

    @Test
    void optionsMustGoTogether() {
        assertProblems(
                "smtp:\n  listeners:\n    - chain: defualt",
                ":3: smtp.listeners.0.chain: 'defualt' is no chain; did you mean default?");
        assertProblems(
                "tls:\n  key: k.pem", ":2: tls.certificate: empty though tls.key is set; expected both or neither");
        assertProblems(
                "tls:\n  certificates: [{certificate: c.pem, key: k.pem}]",
                ":2: tls.certificates: given though tls.certificate is empty; expected that one first,"
                        + " for clients that ask for no name");
        assertProblems(
                "chains:\n  default:\n    - group: a\n    - group: a",
                ":4: chains.default.1.group: 'a' is in this chain already, at 0; expected each group once");
        assertProblems(
                "plugins:\n  recipients:\n    domains: [a.example]\n    addresses:\n      - joe@A.example\n      - joe@b.example",
                ":6: plugins.recipients.addresses.1: address 'joe@b.example', expected one in a domain of the list 'domains': a.example");
        List<Problem> refused = problems("cluster:\n  enabled: true");
        assertTrue(refused.get(0).toString().contains("not encrypted yet"), refused::toString);
        assertEquals(2, refused.get(0).origin().line());
    }

    @Test
    void aFolderIsReadInTheOrderOfItsNames() throws IOException {
        Files.writeString(folder.resolve("10-a.yaml"), "node: {name: a}\nsmtp: {hostname: a.example}");
        Files.writeString(folder.resolve("20-b.yml"), "node:\n  name: b");
        Files.writeString(folder.resolve("30-c.txt"), "not yaml");
        Configuration configuration = Loading.load(folder, Map.of());
        assertEquals("b", configuration.section("node").getString("name"));
        assertEquals("a.example", configuration.section("smtp").getString("hostname"));
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        Path missing = folder.resolve("none.yaml");
        assertEquals(
                missing + ": no such file or folder",
                Loading.problems(missing, Map.of()).get(0).toString());
    }

    @Test
    void theShippedFileHasEveryOptionAtItsDefault() throws IOException {
        Path shipped = Path.of("..", "conf", "postern.yaml");
        assertEquals(
                load("# nothing").options(),
                Loading.load(shipped, Map.of()).options(),
                "conf/postern.yaml says the defaults");
        String text = Files.readString(shipped);
        Object yaml = YamlFile.parse(text);
        String own = "(plugins|observers)\\." + KnownPaths.NAME + "\\..*|tls\\.certificates\\..*";
        KnownPaths.forEach((path, option) -> assertTrue(
                path.matches(own) ? text.contains(option.key() + ": ") : isSaid(yaml, path.split("\\.")),
                "conf/postern.yaml leaves out " + path));
    }

    @Test
    void aPluginOfOnesOwnHasAClassAndItsOptionsAsTheyAre() throws IOException {
        Configuration configuration = load("""
                plugins:
                  manners:
                    class: com.example.Manners
                    options: {polite: true, words: [please, thanks], limits: {a: 1}}
                """);
        JsonObject manners = PluginSections.own(configuration).get("manners");
        assertEquals("com.example.Manners", manners.getString("class"));
        assertEquals("worker", manners.getString("threading"));
        assertEquals(
                new JsonObject("{\"polite\":true,\"words\":[\"please\",\"thanks\"],\"limits\":{\"a\":1}}"),
                manners.getJsonObject("options"));
    }

    private static String named() {
        return PluginDescriptors.ALL.stream().map(PluginDescriptor::name).collect(Collectors.joining(", "));
    }

    private static boolean isSaid(Object yaml, String[] path) {
        Object at = yaml;
        for (String key : path) {
            if (at instanceof List<?> list) {
                at = list.get(0);
            } else if (at instanceof Map<?, ?> map && key.equals(KnownPaths.NAME)) {
                at = map.values().iterator().next();
            } else if (at instanceof Map<?, ?> map && map.containsKey(key)) {
                at = map.get(key);
            } else {
                return false;
            }
        }
        return true;
    }

    private ChainLink link(String yaml) throws IOException {
        return new SmtpSection(load(yaml)).policy().chains().get("default").get(0);
    }

    private void assertProblems(String yaml, String... expected) {
        String file = folder.resolve("postern.yaml").toString();
        assertEquals(
                Stream.of(expected).map(text -> file + text).toList(),
                problems(yaml).stream().map(Problem::toString).sorted().toList());
    }

    private List<Problem> problems(String yaml) {
        try {
            return Loading.problems(Files.writeString(folder.resolve("postern.yaml"), yaml), Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Configuration load(String yaml) throws IOException {
        return Loading.load(Files.writeString(folder.resolve("postern.yaml"), yaml), Map.of());
    }
}
