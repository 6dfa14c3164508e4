package dev.postern.smtp.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postern.contract.Client;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol's headers, octet by octet. */
class ProxyHeaderTest {
    static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String IPV4 = "c0000207" + "c6336401" + "1267" + "0019";
    private static final String IPV6 =
            "20010db8000000000000000000000007" + "20010db8000000000000000000000019" + "1267" + "0019";

    static Buffer hex(String digits) {
        return Buffer.buffer(HexFormat.of().parseHex(digits));
    }

    /** Version 2: what stands behind the signature, but for the length. */
    private static Buffer v2(String begin, String rest) {
        return hex(SIGNATURE + begin + String.format("%04x", rest.length() / 2) + rest);
    }

    /** With a checksum behind the addresses. */
    private static Buffer summed(String begin, String addresses, int error) {
        Buffer header = v2(begin, addresses + "04000161" + "03000400000000");
        CRC32C checksum = new CRC32C();
        checksum.update(header.getBytes());
        return header.setUnsignedInt(header.length() - 4, checksum.getValue() ^ error);
    }

    /** All of it is needed, and nothing behind it is touched. */
    private static ProxyHeader read(Buffer header) throws Exception {
        for (int i = 0; i < header.length(); i++) {
            assertNull(ProxyHeader.read(header.slice(0, i)), "read from " + i + " octets");
        }
        ProxyHeader known = ProxyHeader.read(header.copy().appendString("EHLO a.example\r\n"));
        assertEquals(header.length(), known.length());
        assertEquals(known, ProxyHeader.read(header));
        return known;
    }

    private static ProxyHeader read(String header) throws Exception {
        return read(Buffer.buffer(header));
    }

    private static void refuse(Buffer header) {
        assertThrows(ProxyHeader.Malformed.class, () -> {
            for (int i = 0; i <= header.length(); i++) {
                ProxyHeader.read(header.slice(0, i));
            }
        });
    }

    @Test
    void version1NamesBothEnds() throws Exception {
        ProxyHeader header = read("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n");
        assertEquals(new Client.Endpoint("192.0.2.7", 4711), header.client());
        assertEquals(new Client.Endpoint("198.51.100.1", 25), header.local());
        header = read("PROXY TCP6 2001:DB8:0:0:0::7 2001:db8::19 0 65535\r\n");
        assertEquals(new Client.Endpoint("2001:db8::7", 0), header.client());
        assertEquals(new Client.Endpoint("2001:db8::19", 65535), header.local());
    }

    @Test
    void anIpv4AddressInIpv6DressIsTheIpv4Address() throws Exception {
        ProxyHeader header = read("PROXY TCP6 ::ffff:192.0.2.7 ::ffff:c633:6401 4711 25\r\n");
        assertEquals(new Client.Endpoint("192.0.2.7", 4711), header.client());
        assertEquals(new Client.Endpoint("198.51.100.1", 25), header.local());
        header = read(v2("2121", "00000000000000000000ffffc0000207" + "20010db8000000000000000000000019" + "12670019"));
        assertEquals(new Client.Endpoint("192.0.2.7", 4711), header.client());
    }

    @Test
    void version1MayNotKnowTheClient() throws Exception {
        for (String header : new String[] {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN anything at all\r\n"}) {
            assertNull(read(header).client());
        }
        String longest = "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535";
        assertNull(read(longest + " ".repeat(ProxyHeader.VERSION_1_LIMIT - 2 - longest.length()) + "\r\n")
                .client());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO a.example\r\n",
                "PROXYTCP4 192.0.2.7 198.51.100.1 4711 25\r\n",
                "proxy TCP4 192.0.2.7 198.51.100.1 4711 25\r\n",
                "PROXY \r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP5 192.0.2.7 198.51.100.1 4711 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25 \r\n",
                "PROXY TCP4  192.0.2.7 198.51.100.1 4711 25\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 4711 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100 4711 25\r\n",
                "PROXY TCP4 mx.example 198.51.100.1 4711 25\r\n",
                "PROXY TCP4 2001:db8::7 2001:db8::19 4711 25\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 4711 25\r\n",
                "PROXY TCP6 [2001:db8::7] 2001:db8::19 4711 25\r\n",
                "PROXY TCP6 fe80::1%eth0 2001:db8::19 4711 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 -1\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 025\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 \r\n",
            })
    void aHeaderOfVersion1ThatIsNoneIsRefused(String header) {
        refuse(Buffer.buffer(header));
    }

    @Test
    void version1IsRefusedAtItsLongest() throws Exception {
        Buffer endless = Buffer.buffer("PROXY UNKNOWN" + "x".repeat(ProxyHeader.VERSION_1_LIMIT));
        assertNull(ProxyHeader.read(endless.slice(0, ProxyHeader.VERSION_1_LIMIT - 1)));
        assertThrows(
                ProxyHeader.Malformed.class, () -> ProxyHeader.read(endless.slice(0, ProxyHeader.VERSION_1_LIMIT)));
    }

    @Test
    void version2NamesBothEnds() throws Exception {
        ProxyHeader header = read(v2("2111", IPV4));
        assertEquals(new Client.Endpoint("192.0.2.7", 4711), header.client());
        assertEquals(new Client.Endpoint("198.51.100.1", 25), header.local());
        header = read(v2("2121", IPV6));
        assertEquals(new Client.Endpoint("2001:db8::7", 4711), header.client());
        assertEquals(new Client.Endpoint("2001:db8::19", 25), header.local());
    }

    @Test
    void version2ForItselfKeepsTheRealPeerWhateverElseItSays() throws Exception {
        for (Buffer header : new Buffer[] {v2("2000", ""), v2("2011", IPV4), v2("20ff", "00")}) {
            ProxyHeader known = read(header);
            assertTrue(known.own());
            assertNull(known.client());
        }
    }

    @Test
    void version2MayNotKnowTheClient() throws Exception {
        String socketFile = "2f".repeat(216);
        for (Buffer header : new Buffer[] {
            v2("2100", ""), v2("2131", socketFile), v2("2132", socketFile), v2("2112", IPV4), v2("2122", IPV6)
        }) {
            ProxyHeader known = read(header);
            assertNull(known.client());
            assertEquals(false, known.own());
        }
    }

    @Test
    void whatStandsBehindTheAddressesIsPassedOver() throws Exception {
        assertNotNull(read(v2("2111", IPV4 + "010000" + "ea0003616263")).client());
        String longest = "04" + String.format("%04x", ProxyHeader.VERSION_2_LIMIT - 31)
                + "00".repeat(ProxyHeader.VERSION_2_LIMIT - 31);
        assertNotNull(ProxyHeader.read(v2("2111", IPV4 + longest)).client());
    }

    @Test
    void aChecksumHasToBeRight() throws Exception {
        assertNotNull(read(summed("2111", IPV4, 0)).client());
        assertNotNull(read(summed("2121", IPV6, 0)).client());
        refuse(summed("2111", IPV4, 1));
        refuse(v2("2111", IPV4 + "0300020000"));
    }

    @Test
    void aHeaderOfVersion2ThatIsNoneIsRefused() {
        refuse(v2("1111", IPV4));
        refuse(v2("3111", IPV4));
        refuse(v2("2211", IPV4));
        refuse(v2("2141", IPV4));
        refuse(v2("2113", IPV4));
        refuse(v2("2111", IPV4.substring(2)));
        refuse(v2("2121", IPV6.substring(2)));
        refuse(v2("2131", "2f".repeat(215)));
        refuse(v2("2111", IPV4 + "04"));
        refuse(v2("2111", IPV4 + "04000200"));
        refuse(hex("0d0a0d0a000d0a515549540b"));
        refuse(v2("2111", IPV4 + "00".repeat(ProxyHeader.VERSION_2_LIMIT - 27)));
    }

    /** Whatever comes is a header, the beginning of one, or malformed; and what is longer than any header is no beginning. */
    @Test
    void noOctetsBreakTheReader() throws Exception {
        Random random = new Random(20261122);
        Buffer[] seeds = {
            Buffer.buffer("PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n"),
            summed("2111", IPV4, 0),
            summed("2121", IPV6, 0)
        };
        int headers = 0;
        for (int i = 0; i < 50_000; i++) {
            Buffer mutant = seeds[i % seeds.length].copy();
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                mutant.setByte(random.nextInt(mutant.length()), (byte) random.nextInt(256));
            }
            try {
                headers += ProxyHeader.read(mutant) == null ? 0 : 1;
                assertNotNull(ProxyHeader.read(mutant.appendBytes(new byte[ProxyHeader.VERSION_2_LIMIT])));
            } catch (ProxyHeader.Malformed e) {
                assertNotNull(e.getMessage());
            }
        }
        assertTrue(headers > 1_000, "too wild: " + headers);
    }
}
