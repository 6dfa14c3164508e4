/**
 * Asks one plugin as the server would, without a server and without a port.
 *
 * <pre>{@code
 * try (PluginTester tester = PluginTester.of(() -> new Recipients(options))) {
 *     Decision decision = tester.ask(Events.rcptTo("alice@example.org"));
 *     assertEquals(Decision.accept(), decision);
 * }
 * }</pre>
 *
 * <ul>
 *   <li>{@link dev.postern.testkit.PluginTester} deploys the plugin as a node does, on a Vert.x instance of its own, and asks
 *       it. What goes in and what comes out is JSON text, as between two nodes: a plugin that passes here works across
 *       machines. The tester keeps the group's {@code data} between asks, serves content above 48 KiB piece by piece, reads
 *       answers as strictly as the server does, and its time moves when the test says so.
 *   <li>{@link dev.postern.testkit.Events} makes an event of each stage with sensible defaults: a client at {@code
 *       192.0.2.1:4711} that said {@code EHLO client.example.com} and sends as {@code sender@example.com}.
 *   <li>{@link dev.postern.testkit.EventScene} makes them where the defaults do not do: another client, TLS, a user, another
 *       sender, several recipients, another connection or transaction, round, attempt, budget or time.
 *   <li>{@link dev.postern.testkit.ClientTranscript} is what the plugin's commands have done: octets sent, the user, a disconnection.
 *   <li>{@link dev.postern.testkit.Effects} reads what a decision asks for beside yes or no, each effect by its name.
 *   <li>{@link dev.postern.testkit.Ask} is a question that is still open while the test moves the time.
 *   <li>{@link dev.postern.testkit.PluginFailure} is thrown where the server would see a failure of the group: an exception,
 *       no answer in time, a malformed answer, a start that failed.
 *   <li>{@link dev.postern.testkit.conformance.Conformance} examines any plugin for what every plugin must do; what it finds are {@link
 *       dev.postern.testkit.conformance.Finding}s.
 * </ul>
 *
 * <p>Nothing here needs a test framework: it goes with any test framework, or with none.
 */
package dev.postern.testkit;
