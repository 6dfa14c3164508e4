package dev.postern.launcher.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Stage;
import dev.postern.contract.options.PluginDescriptor;
import dev.postern.launcher.yaml.Problem;
import dev.postern.smtp.options.ChainLink.FailurePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values from the environment and from the command line. */
class AssignmentsTest {
    @TempDir
    Path folder;

    @Test
    void theEnvironmentWinsOverFilesAndArgumentsOverBoth() throws IOException {
        Map<String, String> environment = Map.of(
                "POSTERN_SMTP_HOSTNAME", "b.example",
                "POSTERN_NODE_NAME", "b",
                "HOME", "/");
        Configuration configuration = load("smtp: {hostname: a.example}\nnode: {name: a}", environment, "node.name=c");
        assertEquals("b.example", configuration.section("smtp").getString("hostname"));
        assertEquals("c", configuration.section("node").getString("name"));
    }

    @Test
    void theEnvironmentReachesListsAndChains() throws IOException {
        Configuration configuration = load(
                "chains: {default: [], from-inside: [{group: a}]}",
                Map.of(
                        "POSTERN_SMTP_LISTENERS_0_PORT", "2526",
                        "POSTERN_SMTP_LISTENERS_0_AUTH_IN_CLEAR", "true",
                        "POSTERN_CHAINS_FROM_INSIDE_0_ON_FAILURE", "pass",
                        "POSTERN_PLUGINS_RECIPIENTS_ADDRESSES_0", "@b.example",
                        "POSTERN_PLUGINS_RECIPIENTS_DOMAINS", "[a.example, b.example]"));
        assertEquals(2526, new SmtpSection(configuration).listeners().get(0).port());
        assertTrue(new SmtpSection(configuration).listeners().get(0).login().inClear());
        assertEquals(
                FailurePolicy.PASS,
                new SmtpSection(configuration)
                        .policy()
                        .chains()
                        .get("from-inside")
                        .get(0)
                        .onFailure()
                        .get(Stage.DATA));
        assertEquals(List.of("a.example", "b.example"), domains(configuration));
    }

    @Test
    void anUnknownVariableNamesTheNearest() throws IOException {
        List<Problem> problems = problems("", Map.of("POSTERN_SMTP_HOSTNAM", "a", "POSTERN_LOG_LEVEL", "loud"));
        assertEquals(
                List.of(
                        "POSTERN_SMTP_HOSTNAM: no option has this name; did you mean POSTERN_SMTP_HOSTNAME?",
                        "POSTERN_LOG_LEVEL: log.level: 'loud', expected error, warn, info, debug or trace"),
                problems.stream().map(Problem::toString).toList());
    }

    @Test
    void anArgumentSetsOneValueOrAppendsOne() throws IOException {
        Configuration configuration = load(
                "# nothing",
                Map.of(),
                "smtp.listeners.1.port=2526",
                "plugins.recipients.domains=[a.example]",
                "plugins.recipients.addresses=['@a.example', joe@a.example]",
                "chains.inbound=[{group: spf}]",
                "smtp.listeners.1.chain=inbound",
                "smtp.listeners.1.host=::1",
                "chains.default.0.on-failure.connect=pass");
        SmtpSection smtp = new SmtpSection(configuration);
        assertEquals(2525, smtp.listeners().get(0).port());
        assertEquals("[::1]:2526", smtp.listeners().get(1).name());
        assertEquals("spf", smtp.policy().chains().get("inbound").get(0).group());
        assertEquals(List.of("a.example"), domains(configuration));
    }

    @Test
    void aWrongArgumentIsNamed() throws IOException {
        List<String> texts = problems(
                        "",
                        Map.of(),
                        "smtp.listeners.0.port=x",
                        "smtp.listeners.7.port=1",
                        "smtp.hostname.a=1",
                        "smtp",
                        "smtp.lissteners.0.port=1")
                .stream()
                .map(Problem::toString)
                .toList();
        assertEquals(
                List.of(
                        "--set smtp.listeners.7.port=1: smtp.listeners.7: no such item; expected an index from 0 to 1",
                        "--set smtp.hostname.a=1: smtp.hostname.a: no such option; smtp.hostname is a single value",
                        "--set smtp: expected KEY=VALUE, such as smtp.hostname=mail.example.org",
                        "--set smtp.lissteners.0.port=1: smtp.lissteners: no such option; did you mean smtp.listeners?",
                        "--set smtp.listeners.0.port=x: smtp.listeners.0.port: 'x', expected a whole number from 0 to 65535"),
                texts);
    }

    @Test
    void anEmptyValueIsForOptionsThatMayBeEmpty() throws IOException {
        load("tls: {certificate: a, key: b}", Map.of("POSTERN_TLS_KEY", ""), "tls.certificate=");
        load("", Map.of(), "plugins.recipients.addresses=", "chains.default.0.budget=");
        assertEquals(
                List.of(
                        "POSTERN_NODE_NAME: node.name: empty, expected a text",
                        "--set smtp.hostname=: smtp.hostname: empty, expected a domain name",
                        "--set smtp.listeners=: smtp.listeners: empty, expected a list",
                        "--set log=: log: empty, expected options: level, format"),
                problems("", Map.of("POSTERN_NODE_NAME", ""), "smtp.hostname=", "smtp.listeners=", "log=").stream()
                        .map(Problem::toString)
                        .toList());
    }

    private List<Problem> problems(String yaml, Map<String, String> environment, String... settings)
            throws IOException {
        return Loading.problems(Files.writeString(folder.resolve("postern.yaml"), yaml), environment, settings);
    }

    private Configuration load(String yaml, Map<String, String> environment, String... settings) throws IOException {
        return Loading.load(Files.writeString(folder.resolve("postern.yaml"), yaml), environment, settings);
    }

    private static List<String> domains(Configuration configuration) {
        PluginDescriptor recipients = PluginDescriptors.named("recipients").orElseThrow();
        return PluginSections.notes(configuration, recipients).domains();
    }
}
