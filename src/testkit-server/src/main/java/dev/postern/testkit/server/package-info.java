/**
 * A real server in a test, with the plugins of the test in its chain.
 *
 * <pre>{@code
 * class MannersTest {
 *     @RegisterExtension
 *     static final PosternExtension postern = PosternExtension.with("manners", Manners::new);
 *
 *     @Test
 *     void aRudeSenderIsRefused(SmtpClient client) {
 *         client.play("""
 *             S: 220
 *             C: EHLO client.example
 *             S: 250
 *             C: MAIL FROM:<x@rude.example>
 *             S: 550 5.7.1 mind your manners""");
 *     }
 * }
 * }</pre>
 *
 * <p>Most of what a plugin decides is better tested without a server, by the testkit's tester: it is faster and says more
 * precisely what went wrong. Here is shown that the plugin and the server understand each other.
 */
package dev.postern.testkit.server;
